import { isCopyOf, isDiscarded } from '../../domain/copy/exportedBlob';
import { FerryError } from '../../domain/failures/errors';
import { manifestNameFor } from '../../domain/names';
import type { BatchResult } from '../../domain/report/batchResult';
import {
  planCleanUp,
  planExportCleanUp,
  type CleanUpPlan,
  type ExportCleanUpPlan,
  type Treatment,
} from '../../domain/report/cleanUp';
import { blobUri, type RouteEnd } from '../../domain/route';
import type { ActivityDependencies } from '../dependencies';
import { sourceOf, type OfTransfer } from '../ends';

type Dependencies = Pick<ActivityDependencies, 'blobs' | 'blockLists' | 'transfers'>;

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
  const { source, target, keepBlobs } = await sourceOf(deps, input);
  const result = await deps.transfers.readBatchResult(transferId, batch);
  if (!result) throw new Error(`The batch ${batch} of the transfer ${transferId} has no result.`);
  const parts = target
    ? partsOf(deps, { source, target }, result, planCleanUp(result, keepBlobs))
    : partsOfExport(deps, source, result, planExportCleanUp(result, keepBlobs));
  if (parts.length === 0) return { left: 0 };

  // All at once, because an activity has no time for one service after another that does not answer.
  const cleaned = await Promise.all(parts.map(cleanUpPart));
  const errors = cleaned.flatMap(({ error }) => error ?? []);
  const left = cleaned.flatMap(({ blob, why }) => (why === undefined ? [] : [{ blob, why }]));
  await deps.transfers.writeCleanUp(transferId, batch, { left, failures: errors.map((error) => error.toFailure()) });
  const toTryAgain = errors.find(({ transient, mayPassSoon }) => transient || mayPassSoon);
  if (toTryAgain) throw toTryAgain;
  return { left: left.length };
}

interface CleanedPart {
  blob: string;
  /** Why it stays, where it does. */
  why?: string | undefined;
  error?: FerryError;
}

async function cleanUpPart({ blob, cleanUp }: Part): Promise<CleanedPart> {
  try {
    return { blob, why: await cleanUp() };
  } catch (error) {
    if (!(error instanceof FerryError)) throw error;
    return { blob, why: error.message, error };
  }
}

function partsOf(
  deps: Dependencies,
  { source, target }: { source: RouteEnd; target: RouteEnd },
  result: BatchResult,
  plan: CleanUpPlan | undefined,
): Part[] {
  if (!plan) return [];
  const { blob: name = '' } = result.report;
  const { copy } = plan;
  return [
    exportedBlobOf(deps, source, result, plan),
    {
      blob: blobUri(target, name),
      cleanUp: () => (copy === 'remove' ? removeCopy(deps, target, result) : ifThere(deps, target, name, copy.keep)),
    },
    manifestIn(deps, target, name, copy),
  ];
}

/** Where there is no target, the manifest is beside the exported blob. */
function partsOfExport(
  deps: Dependencies,
  source: RouteEnd,
  result: BatchResult,
  plan: ExportCleanUpPlan | undefined,
): Part[] {
  if (!plan) return [];
  const { blob: name = '' } = result.report;
  return [exportedBlobOf(deps, source, result, plan), manifestIn(deps, source, name, plan.exportedBlob)];
}

function exportedBlobOf(deps: Dependencies, source: RouteEnd, result: BatchResult, plan: ExportCleanUpPlan): Part {
  const { blob: name = '' } = result.report;
  const { exportedBlob, mayStillCome } = plan;
  return {
    blob: blobUri(source, name),
    cleanUp: () =>
      exportedBlob === 'remove'
        ? removeExportedBlob(deps, source, result)
        : ifThere(deps, source, name, exportedBlob.keep, mayStillCome),
  };
}

function manifestIn(deps: Dependencies, end: RouteEnd, name: string, treatment: Treatment): Part {
  const manifest = manifestNameFor(name);
  return {
    blob: blobUri(end, manifest),
    cleanUp: () =>
      treatment === 'remove'
        ? deps.blobs.remove(end, manifest).then(() => undefined)
        : ifThere(deps, end, manifest, treatment.keep),
  };
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
): Promise<string | undefined> {
  if ((await blockLists.staged(target, name)).size > 0) await blockLists.discard(target, name);
  const there = await blobs.head(target, name);
  if (!there) return undefined;
  if (outcome !== 'succeeded' && !isDiscarded(there)) {
    if (!exported) return 'Nobody knows whether it is a copy of the exported blob.';
    if (!isCopyOf(there, exported)) return undefined;
  }
  await blobs.remove(target, name);
  return undefined;
}
