import { isDiscarded } from '../../domain/copy/exportedBlob';
import { FerryError, ServiceUnavailableError } from '../../domain/failures/errors';
import type { CleanupItem, DoneItem } from '../../domain/retention/cleanup';
import { hasEnded } from '../../domain/retention/decideRun';
import type { RouteEnd } from '../../domain/route';
import type { ActivityDependencies } from '../dependencies';
import { mapConcurrently } from '../mapConcurrently';
import { startTimeBudget } from '../timeBudget';
import { endOf, requireCleanup, type OfCleanup } from './ofCleanup';

type Dependencies = Pick<ActivityDependencies, 'cleanups' | 'pipelineRuns' | 'storedBlobs' | 'blockLists' | 'machine'>;

const REMOVALS_AT_ONCE = 4;

/** What came of a page of decisions. */
export interface RemovedPage {
  /** False where its time was over: the same call goes on, and finds out by asking what is gone. */
  isDone: boolean;
  removed: number;
}

/**
 * Removes what a page of decisions says, each after another look: a run that is not as it was, or a blob that is not the version
 * that was decided on, stays. What cannot be removed keeps nothing else from being removed. Once every one of them is dealt with,
 * what became of them is kept.
 *
 * Errors: what is worth another try, after all others were dealt with; those of the app's own store.
 */
export async function removeDecided(deps: Dependencies, input: OfCleanup & { page: string }): Promise<RemovedPage> {
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
      const why = await removeItem(deps, endOf(cleanup, item).end, item);
      done[index] = why === undefined ? { ...item, outcome: 'removed' } : { ...item, why, outcome: 'kept' };
    } catch (error) {
      if (!(error instanceof FerryError)) throw error;
      if (error.transient) toTryAgain.push(error);
      else done[index] = { ...item, why: error.message, outcome: 'kept' };
    }
  };
  // A manifest names the transfer of its blob, and so goes after it: until then an arrival of the blob starts nothing.
  const [manifests, others] = [isManifest, isNoManifest].map((wanted) => [...items.entries()].filter(wanted));
  for (const some of [others ?? [], manifests ?? []]) await mapConcurrently(some, REMOVALS_AT_ONCE, deal);
  if (toTryAgain[0]) throw toTryAgain[0];
  if (left > 0) return { isDone: false, removed: 0 };
  const kept = await deps.cleanups.keepOutcomes(cleanupId, key, { items: done });
  return { isDone: true, removed: removedOf(kept.items) };
}

const isManifest = ([, { kind }]: [number, CleanupItem]): boolean => kind === 'manifest';
const isNoManifest = (entry: [number, CleanupItem]): boolean => !isManifest(entry);

function removedOf(items: readonly DoneItem[]): number {
  return items.filter(({ outcome }) => outcome === 'removed').length;
}

/** @returns why it stays, where it does */
async function removeItem(deps: Dependencies, end: RouteEnd, item: CleanupItem): Promise<string | undefined> {
  if (item.action === 'keep') return item.why;
  switch (item.kind) {
    case 'exportRun':
    case 'importRun':
      return removeRun(deps, end, item);
    case 'blocks':
      return removeBlocks(deps, end, item.name);
    case 'manifest':
      return (await isThere(deps, end, item.name.slice(0, -'.manifest.json'.length)))
        ? 'Its blob is still there.'
        : removeBlob(deps, end, item);
    default:
      return removeBlob(deps, end, item);
  }
}

async function removeRun(
  { pipelineRuns }: Dependencies,
  end: RouteEnd,
  { name, endedAt }: CleanupItem,
): Promise<string | undefined> {
  const there = await pipelineRuns.find(end, name);
  if (!there) return undefined;
  if (!hasEnded(there) || there.endedAt !== endedAt) return 'It was run again since it was decided on.';
  await pipelineRuns.remove(end, name);
  if (!(await pipelineRuns.find(end, name))) return undefined;
  const words = 'it accepted that, and still shows the run.';
  throw new ServiceUnavailableError(`delete the pipeline run ${name} of the registry ${end.registryName}`, { words });
}

async function removeBlob(
  { storedBlobs }: Dependencies,
  end: RouteEnd,
  { name, etag }: CleanupItem,
): Promise<string | undefined> {
  const isRemoved = etag !== undefined && (await storedBlobs.remove(end, name, etag));
  return isRemoved ? undefined : 'It was replaced or changed since it was decided on.';
}

/** A blob that was committed meanwhile stays: its blocks are not uncommitted any more. */
async function removeBlocks({ storedBlobs, blockLists }: Dependencies, end: RouteEnd, name: string) {
  if ((await blockLists.staged(end, name)).size > 0) await blockLists.discard(end, name);
  const there = await storedBlobs.look(end, name);
  if (!there) return undefined;
  if (!isDiscarded(there)) return 'It was committed since it was decided on.';
  return (await storedBlobs.remove(end, name, there.etag)) ? undefined : 'It was committed since it was decided on.';
}

async function isThere({ storedBlobs, blockLists }: Dependencies, end: RouteEnd, name: string): Promise<boolean> {
  return (await storedBlobs.look(end, name)) !== undefined || (await blockLists.staged(end, name)).size > 0;
}
