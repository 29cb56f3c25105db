import { stopsTransfer, type BatchResult } from '../../domain/report/batchResult';
import type { ActivityDependencies } from '../dependencies';

/**
 * Stores what a batch found, for the report of its transfer; called again, it keeps the first result. What no other batch
 * could do better either stops the transfer: no further batch is begun.
 */
export async function storeBatchResult(
  { transfers, pages }: Pick<ActivityDependencies, 'transfers' | 'pages'>,
  { transferId, result }: { transferId: string; result: BatchResult },
): Promise<{ stored: true }> {
  const failure = stopsTransfer(result);
  if (failure) await pages.keepPage(transferId, 'stops', 0, { failure });
  await transfers.writeBatchResult(transferId, result);
  return { stored: true };
}
