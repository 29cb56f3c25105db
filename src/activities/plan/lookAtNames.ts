import { ServiceRefusedError } from '../../domain/failures/errors';
import type { SelectionPlace } from '../../domain/planning/selectedPage';
import { mapConcurrently } from '../mapConcurrently';
import { asFarAsPossible } from './asFarAsPossible';

const LOOKS_AT_ONCE = 8;

/** Names that come in pages, and what is done with each. */
export interface Names {
  /** One page of them, and what the next one comes after: absent on the last one. */
  list(after: string | undefined): Promise<{ names: string[]; next?: string | undefined }>;
  /** @returns whether there was time for all of it */
  look(name: string): Promise<boolean>;
  /** Whether the rest is left for a later call. */
  isFull(): boolean;
  /** Whether something was found out of a name that is not done. */
  isFurther?(): boolean;
}

/**
 * Looks at names, several at once, each once, from a place on; until it is full, or the service does not go on now.
 *
 * Errors: those that come before anything is done; ServiceRefusedError where the list goes in a circle.
 *
 * @param from  absent at the very beginning
 * @returns where it goes on, absent at the end; how long the service asks to be left alone
 */
export async function lookAtNames(
  { list, look, isFull, isFurther = () => false }: Names,
  from: SelectionPlace | undefined,
): Promise<{ next?: SelectionPlace; retryAfterSeconds?: number }> {
  const done = new Set<string>();
  const cursors = new Set<string>();
  let open = from?.open ?? [];
  let after = from?.after;
  let isListed = from !== undefined && after === undefined;
  let pages = 0;
  const lookAtAll = () =>
    mapConcurrently(open, LOOKS_AT_ONCE, async (name) => {
      if (isFull()) return;
      if (await look(name)) done.add(name);
    });
  const isLeft = (name: string): boolean => !done.has(name);
  const work = async (): Promise<void> => {
    for (;;) {
      await lookAtAll();
      open = open.filter(isLeft);
      if (isListed || open.length > 0 || isFull()) return;
      const listed = await list(after);
      pages += 1;
      open = [...new Set(listed.names)].filter(isLeft);
      after = listed.next;
      isListed = after === undefined;
      refuseCircle(cursors, after);
    }
  };
  const ended = await asFarAsPossible(work, () => done.size + pages > 0 || isFurther());
  open = open.filter(isLeft);
  if (isListed && open.length === 0) return ended;
  return { ...ended, next: { open, ...(after !== undefined && { after }) } };
}

/** Notes where a list goes on. A list that comes back there would never end. */
export function refuseCircle(cursors: Set<string>, next: string | undefined): void {
  if (next === undefined) return;
  if (cursors.has(next)) {
    throw new ServiceRefusedError('read a list to its end', {
      words: `the registry names what comes after ${next} as its next page a second time.`,
    });
  }
  cursors.add(next);
}
