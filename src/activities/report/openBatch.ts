import type { TransferOutcome } from '../../domain/report/report';
import type { ActivityDependencies } from '../dependencies';
import type { OfTransfer } from '../ends';

/** Looks whether a batch has ended before, in an earlier orchestration of its transfer: then it answers its outcome. */
export async function openBatch(
  { transfers }: Pick<ActivityDependencies, 'transfers'>,
  { transferId, batch }: OfTransfer & { batch: string },
): Promise<{ outcome?: TransferOutcome }> {
  const result = await transfers.readBatchResult(transferId, batch);
  return result ? { outcome: result.report.outcome } : {};
}
