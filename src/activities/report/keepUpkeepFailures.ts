import { TransferRecordGoneError } from '../../domain/failures/errors';
import type { Failure } from '../../domain/failures/failure';
import { unknownCleanUp, type UpkeepFailures } from '../../domain/report/cleanUp';
import type { ActivityDependencies } from '../dependencies';
import { sourceOf, type OfTransfer } from '../ends';

type Dependencies = Pick<ActivityDependencies, 'pages' | 'transfers'>;

/**
 * Keeps, for the report, what could not be looked after of a batch; the first that is kept stays. A clean-up that was cut
 * off stored nothing of what it left: then every blob that it may have left is named.
 */
export async function keepUpkeepFailures(
  deps: Dependencies,
  { transferId, batch, failures }: OfTransfer & { batch: string; failures: UpkeepFailures },
): Promise<{ kept: true }> {
  if (failures.cleanUpFailure) await keepUnknownCleanUp(deps, { transferId, batch }, failures.cleanUpFailure);
  await deps.pages.keepPage(transferId, 'upkeep', batch, failures);
  return { kept: true };
}

async function keepUnknownCleanUp(
  deps: Dependencies,
  { transferId, batch }: OfTransfer & { batch: string },
  failure: Failure,
): Promise<void> {
  const { transfers } = deps;
  if (await transfers.readCleanUp(transferId, batch)) return;
  const result = await transfers.readBatchResult(transferId, batch);
  if (!result) return;
  try {
    const left = unknownCleanUp(await sourceOf(deps, { transferId }), result, failure);
    if (left) await transfers.writeCleanUp(transferId, batch, left);
  } catch (error) {
    // Without its record nobody knows where its blobs are: then the failure alone is kept.
    if (!(error instanceof TransferRecordGoneError)) throw error;
  }
}
