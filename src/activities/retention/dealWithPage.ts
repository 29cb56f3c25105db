import { FerryError } from '../../domain/failures/errors';
import type { Cleanup, CleanupItem, DoneItem } from '../../domain/retention/cleanup';
import type { ActivityDependencies } from '../dependencies';
import { mapConcurrently } from '../mapConcurrently';
import { startTimeBudget } from '../timeBudget';
import { requireCleanup, type OfCleanup } from './ofCleanup';

const REMOVALS_AT_ONCE = 4;

/** What came of a page of decisions. */
export interface RemovedPage {
  /** False where its time was over: the same call goes on, and finds out by asking what is gone. */
  isDone: boolean;
  removed: number;
}

/** Answered where the time was over before a removal came to its end. */
export const LEFT = Symbol('left for the next call');

/** How the items of a page are dealt with. */
interface Dealing {
  /** Those of a group are dealt with before those of the next one. */
  groupsOf(items: [number, CleanupItem][]): [number, CleanupItem][][];
  /** Removes one after another look at it. @returns why it stays, where it does */
  removeItem(cleanup: Cleanup, item: CleanupItem, isOver: () => boolean): Promise<string | undefined | typeof LEFT>;
}

/**
 * Deals with a page of decisions. What cannot be removed keeps nothing else from being removed. Once every item is dealt with, what
 * became of them is kept.
 *
 * Errors: what is worth another try, after all others were dealt with; those of the app's own store.
 */
export async function dealWithPage(
  deps: Pick<ActivityDependencies, 'cleanups' | 'machine'>,
  input: OfCleanup & { page: string },
  { groupsOf, removeItem }: Dealing,
): Promise<RemovedPage> {
  const { cleanupId, page: key } = input;
  const earlier = await deps.cleanups.readOutcomes(cleanupId, key);
  if (earlier) return { isDone: true, removed: removedOf(earlier.items) };
  const cleanup = await requireCleanup(deps, input);
  const { items } = (await deps.cleanups.readDecisions(cleanupId, key)) ?? { items: [] };
  if (cleanup.dryRun) throw new Error(`${cleanupId} is a dry run: it removes nothing.`);
  const isOver = startTimeBudget(deps.machine);
  const done: DoneItem[] = [];
  const toTryAgain: FerryError[] = [];
  let left = 0;
  const deal = async ([index, item]: [number, CleanupItem]): Promise<void> => {
    if (isOver()) {
      left += 1;
      return;
    }
    try {
      const why = item.action === 'keep' ? item.why : await removeItem(cleanup, item, isOver);
      if (why === LEFT) left += 1;
      else done[index] = why === undefined ? { ...item, outcome: 'removed' } : { ...item, why, outcome: 'kept' };
    } catch (error) {
      if (!(error instanceof FerryError)) throw error;
      if (error.transient) toTryAgain.push(error);
      else done[index] = { ...item, why: error.message, outcome: 'kept' };
    }
  };
  for (const some of groupsOf([...items.entries()])) await mapConcurrently(some, REMOVALS_AT_ONCE, deal);
  if (toTryAgain[0]) throw toTryAgain[0];
  if (left > 0) return { isDone: false, removed: 0 };
  const kept = await deps.cleanups.keepOutcomes(cleanupId, key, { items: done });
  return { isDone: true, removed: removedOf(kept.items) };
}

function removedOf(items: readonly DoneItem[]): number {
  return items.filter(({ outcome }) => outcome === 'removed').length;
}
