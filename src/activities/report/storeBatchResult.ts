import type { BatchResult } from '../../domain/report/batchResult';
import type { ActivityDependencies } from '../dependencies';

/** Stores what a batch found, for the report of its transfer; called again, it keeps the first result. */
export async function storeBatchResult(
  { transfers }: Pick<ActivityDependencies, 'transfers'>,
  { transferId, result }: { transferId: string; result: BatchResult },
): Promise<{ stored: true }> {
  await transfers.writeBatchResult(transferId, result);
  return { stored: true };
}
