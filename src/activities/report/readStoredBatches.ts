import type { StoredPlan, UnplannedArtifact } from '../../domain/plan';
import { SKIPPED_PER_PAGE } from '../../domain/planning/planPage';
import { unattemptedBatch } from '../../domain/report/batchResult';
import type { CleanedBatch, EndedTransfer } from '../../domain/report/composeReport';
import type { ActivityDependencies } from '../dependencies';
import { mapConcurrently } from '../mapConcurrently';

const READS_AT_ONCE = 16;

/** What became of batches that were kept one by one. */
export interface StoredBatches {
  batches: CleanedBatch[];
  skipped: UnplannedArtifact[];
  /** What they say of the whole transfer. */
  transfer: Pick<EndedTransfer, 'known' | 'canceled'>;
}

/**
 * Reads what the batches of a transfer stored; one without a result was not begun.
 *
 * @param wereRun  false in a dry run
 */
export async function readStoredBatches(
  { transfers, pages }: Pick<ActivityDependencies, 'transfers' | 'pages'>,
  transferId: string,
  { batches: total, skipped: skippedTotal, known }: StoredPlan,
  wereRun: boolean,
): Promise<StoredBatches> {
  const stop = await pages.readPage(transferId, 'stops', 0);
  const found: CleanedBatch[] = [];
  let unattempted = 0;
  const numbers = wereRun ? Array.from({ length: total }, (_, number) => number) : [];
  await mapConcurrently(numbers, READS_AT_ONCE, async (number) => {
    const batch = await pages.readPage(transferId, 'batches', number);
    if (!batch) throw new Error(`The plan of the transfer ${transferId} has no batch ${number}.`);
    const result = await transfers.readBatchResult(transferId, batch.name);
    if (!result) unattempted += 1;
    const cleanUp = result && (await transfers.readCleanUp(transferId, batch.name));
    const failures = result && (await pages.readPage(transferId, 'batchFailures', batch.name));
    found[number] = {
      result: result ?? unattemptedBatch(batch, stop?.failure),
      ...failures,
      ...(cleanUp && { cleanUp }),
    };
  });
  const skipped: UnplannedArtifact[] = [];
  for (let number = 0; number < Math.ceil(skippedTotal / SKIPPED_PER_PAGE); number += 1) {
    skipped.push(...((await pages.readPage(transferId, 'skipped', number)) ?? []));
  }
  const wasCanceled = unattempted > 0 && !stop;
  return { batches: found, skipped, transfer: { known, ...(wasCanceled && { canceled: true as const }) } };
}
