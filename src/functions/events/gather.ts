import { ServiceUnavailableError } from '../../domain/failures/errors';
import type { Clock } from '../../domain/ports/machine';

const LONGEST_WAIT_MS = 25_000;
const LONGEST_ACT_MS = 120_000;

/**
 * Acts for many who ask at once: those who ask for the same key while an act on it goes on share the next one, which begins after
 * they asked. However many events tell of one blob, it is looked at twice at most. Who had to wait too long for an act to begin is
 * refused: Event Grid gives up on a delivery after 30 s and sends it again, and a host ends itself where a function takes minutes.
 *
 * Errors of what asks: those of `act`; ServiceUnavailableError.
 *
 * @param limits.atOnce  acts that go on at the same time, over all keys
 * @param act  gets what each of them brought, in their order; all of them get its result, or its error
 * @returns what asks
 */
export function gather<Item, Result>(
  { atOnce, now, wait }: { atOnce: number } & Pick<Clock, 'now' | 'wait'>,
  act: (items: readonly [Item, ...Item[]]) => Promise<Result>,
): (key: string, item: Item) => Promise<Result> {
  const waiting = new Map<string, Gathering<Item, Result>>();
  const busy = new Set<string>();

  function beginNext(): void {
    for (const [key, { items, askedAt, resolve, reject }] of waiting) {
      if (busy.size >= atOnce) return;
      if (busy.has(key)) continue;
      waiting.delete(key);
      if (now() - askedAt > LONGEST_WAIT_MS) {
        reject(new ServiceUnavailableError('handle an event', { words: 'those before it took too long.' }));
        continue;
      }
      busy.add(key);
      const end = () => {
        busy.delete(key);
        beginNext();
      };
      withinTime(act(items)).then(resolve, reject).finally(end);
    }
  }

  /** What hangs keeps nobody else from trying: acts are such that two at once do no harm. */
  async function withinTime(result: Promise<Result>): Promise<Result> {
    const over = new AbortController();
    const limit = wait(LONGEST_ACT_MS, over.signal).then(() => {
      throw new ServiceUnavailableError('handle an event', { words: `no end within ${LONGEST_ACT_MS / 1000} s.` });
    });
    limit.catch(() => undefined);
    try {
      return await Promise.race([result, limit]);
    } finally {
      over.abort();
    }
  }

  return async (key, item) => {
    const own = waiting.get(key);
    if (own) own.items.push(item);
    const { result } = own ?? openGathering(waiting, key, item, now());
    // Those of the same delivery, which ask right after each other, share the first act already.
    await undefined;
    beginNext();
    return result;
  };
}

interface Gathering<Item, Result> {
  items: [Item, ...Item[]];
  result: Promise<Result>;
  /** When the first of them asked; milliseconds since 1970. */
  askedAt: number;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

function openGathering<Item, Result>(
  waiting: Map<string, Gathering<Item, Result>>,
  key: string,
  item: Item,
  askedAt: number,
): Gathering<Item, Result> {
  let settle!: Pick<Gathering<Item, Result>, 'resolve' | 'reject'>;
  const result = new Promise<Result>((resolve, reject) => (settle = { resolve, reject }));
  const gathering = { items: [item] as [Item, ...Item[]], result, askedAt, ...settle };
  waiting.set(key, gathering);
  return gathering;
}
