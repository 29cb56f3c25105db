import { stopsTransfer, withParts, type BatchResult } from '../../domain/report/batchResult';
import type { TransferOutcome } from '../../domain/report/report';
import type { ActivityDependencies } from '../dependencies';

/**
 * Stores what a batch and its parts found, for the report of its transfer; called again, it keeps the first result. What no
 * other batch could do better either stops the transfer: no further batch is begun.
 *
 * @param input.parts  the names of its parts, in the order of the tries
 */
export async function storeBatchResult(
  { transfers, pages }: Pick<ActivityDependencies, 'transfers' | 'pages'>,
  { transferId, result, parts = [] }: { transferId: string; result: BatchResult; parts?: string[] },
): Promise<{ outcome: TransferOutcome }> {
  const ofParts = await Promise.all(parts.map((name) => transfers.readBatchResult(transferId, name)));
  const whole = withParts(
    result,
    ofParts.flatMap((part) => part ?? []),
  );
  const failure = stopsTransfer(whole);
  if (failure) await pages.keepPage(transferId, 'stops', 0, { failure });
  await transfers.writeBatchResult(transferId, whole);
  return { outcome: whole.report.outcome };
}
