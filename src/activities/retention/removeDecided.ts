import { isDiscarded } from '../../domain/copy/exportedBlob';
import { ServiceUnavailableError } from '../../domain/failures/errors';
import type { CleanupItem } from '../../domain/retention/cleanup';
import { hasEnded } from '../../domain/retention/decideRun';
import type { RouteEnd } from '../../domain/route';
import type { ActivityDependencies } from '../dependencies';
import { dealWithPage, type RemovedPage } from './dealWithPage';
import { endOf, type OfCleanup } from './ofCleanup';

type Dependencies = Pick<ActivityDependencies, 'cleanups' | 'pipelineRuns' | 'storedBlobs' | 'blockLists' | 'machine'>;

/**
 * Removes what a page of decisions says, each after another look: a run that is not as it was, or a blob that is not the version
 * that was decided on, stays. Errors: those of `dealWithPage`.
 */
export function removeDecided(deps: Dependencies, input: OfCleanup & { page: string }): Promise<RemovedPage> {
  return dealWithPage(deps, input, {
    // A manifest names the transfer of its blob, and so goes after it: until then an arrival of the blob starts nothing.
    groupsOf: (items) => [items.filter(isNoManifest), items.filter(isManifest)],
    removeItem: (cleanup, { side, route, ...item }) => {
      if (!side || route === undefined) throw new Error(`${item.name} is at no end of a route.`);
      return removeItem(deps, endOf(cleanup, { side, route }).end, item);
    },
  });
}

const isManifest = ([, { kind }]: [number, CleanupItem]): boolean => kind === 'manifest';
const isNoManifest = (entry: [number, CleanupItem]): boolean => !isManifest(entry);

/** @returns why it stays, where it does */
async function removeItem(deps: Dependencies, end: RouteEnd, item: CleanupItem): Promise<string | undefined> {
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
