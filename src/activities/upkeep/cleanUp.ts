import { isCopyOf, isDiscarded } from '../../domain/copy/exportedBlob';
import { FerryError } from '../../domain/failures/errors';
import { manifestNameFor } from '../../domain/names';
import type { BatchResult } from '../../domain/report/batchResult';
import { planCleanUp, type CleanUpFindings, type CleanUpPlan } from '../../domain/report/cleanUp';
import { blobUri, type Route, type RouteEnd } from '../../domain/route';
import type { ActivityDependencies } from '../dependencies';
import { bothEnds, type OfTransfer } from '../ends';

type Dependencies = Pick<ActivityDependencies, 'blobs' | 'blockLists' | 'transfers'>;
type WholeRoute = Route & { source: RouteEnd; target: RouteEnd };

/** One thing to clean up; answers why it stays, where it does. */
interface Part {
  /** Address of the blob. */
  blob: string;
  cleanUp(): Promise<string | undefined>;
}

/**
 * Removes what a batch made on its way and nobody needs any more, and stores what is left and why. What cannot be removed
 * keeps nothing else from being removed.
 *
 * Errors: whatever is worth another try; what was found until then is stored.
 */
export async function cleanUp(
  deps: Dependencies,
  input: OfTransfer & {
    /** The name of the batch, whose result is stored. */
    batch: string;
  },
): Promise<{ left: number }> {
  const { transferId, batch } = input;
  const route = await bothEnds(deps, input);
  const result = await deps.transfers.readBatchResult(transferId, batch);
  if (!result) throw new Error(`The batch ${batch} of the transfer ${transferId} has no result.`);
  const plan = planCleanUp(result, route.keepBlobs);
  if (!plan) return { left: 0 };

  const found: CleanUpFindings = { left: [], failures: [] };
  let toTryAgain: FerryError | undefined;
  for (const part of partsOf(deps, route, result, plan)) {
    const failed = await cleanUpPart(part, found);
    if (failed?.transient) toTryAgain ??= failed;
  }
  await deps.transfers.writeCleanUp(transferId, batch, found);
  if (toTryAgain) throw toTryAgain;
  return { left: found.left.length };
}

async function cleanUpPart({ blob, cleanUp }: Part, found: CleanUpFindings): Promise<FerryError | undefined> {
  try {
    const why = await cleanUp();
    if (why !== undefined) found.left.push({ blob, why });
    return undefined;
  } catch (error) {
    if (!(error instanceof FerryError)) throw error;
    found.left.push({ blob, why: error.message });
    found.failures.push(error.toFailure());
    return error;
  }
}

function partsOf(deps: Dependencies, { source, target }: WholeRoute, result: BatchResult, plan: CleanUpPlan): Part[] {
  const { blob: name = '' } = result.report;
  const manifest = manifestNameFor(name);
  const { exportedBlob, copy } = plan;
  return [
    {
      blob: blobUri(source, name),
      cleanUp: () =>
        exportedBlob === 'remove'
          ? removeExportedBlob(deps, source, result)
          : ifThere(deps, source, name, exportedBlob.keep, plan.mayStillCome),
    },
    {
      blob: blobUri(target, name),
      cleanUp: () => (copy === 'remove' ? removeCopy(deps, target, result) : ifThere(deps, target, name, copy.keep)),
    },
    {
      blob: blobUri(target, manifest),
      cleanUp: () =>
        copy === 'remove'
          ? deps.blobs.remove(target, manifest).then(() => undefined)
          : ifThere(deps, target, manifest, copy.keep),
    },
  ];
}

/** Why a blob stays, where there is one. */
async function ifThere(
  { blobs }: Dependencies,
  end: RouteEnd,
  name: string,
  why: string,
  mayStillCome = false,
): Promise<string | undefined> {
  return mayStillCome || (await blobs.head(end, name)) ? why : undefined;
}

/** Until all of it is proven to have arrived, a blob that was replaced since the export is not the batch's to remove. */
async function removeExportedBlob(
  { blobs }: Dependencies,
  source: RouteEnd,
  { report: { blob: name = '', outcome }, exported }: BatchResult,
): Promise<string | undefined> {
  const there = outcome === 'succeeded' ? undefined : await blobs.head(source, name);
  if (there && there.etag !== exported?.etag) return 'It is not the blob that was exported: something replaced it.';
  await blobs.remove(source, name);
  return undefined;
}

/**
 * Leaves no uncommitted blocks, and no blob that the registry's own import trigger could pick up. A blob with other content,
 * which the copy would not or could not replace, was not made by this transfer: it stays.
 */
async function removeCopy(
  { blobs, blockLists }: Dependencies,
  target: RouteEnd,
  { report: { blob: name = '', outcome }, exported }: BatchResult,
): Promise<undefined> {
  if ((await blockLists.staged(target, name)).size > 0) await blockLists.discard(target, name);
  const there = await blobs.head(target, name);
  const isOwn = there && (outcome === 'succeeded' || isDiscarded(there) || (exported && isCopyOf(there, exported)));
  if (isOwn) await blobs.remove(target, name);
  return undefined;
}
