import type { Batch } from '../../domain/plan';
import { partsToTryAgain } from '../../domain/report/bisect';
import type { ActivityDependencies } from '../dependencies';
import type { OfTransfer } from '../ends';

/**
 * Says what is tried again of batches that have just ended, all of them parts of one; nothing of a transfer that is canceled.
 *
 * @param input.tried  the names of all parts so far, which are not tried again
 */
export async function partsOfBatch(
  { transfers }: Pick<ActivityDependencies, 'transfers'>,
  { transferId, ended, tried }: OfTransfer & { ended: Batch[]; tried: string[] },
): Promise<{ parts: Batch[] }> {
  if (await transfers.isCancelRequested(transferId)) return { parts: [] };
  const parts: Batch[] = [];
  for (const batch of ended) {
    const result = await transfers.readBatchResult(transferId, batch.name);
    if (result) parts.push(...partsToTryAgain(batch, result));
  }
  return { parts: parts.filter(({ name }) => !tried.includes(name)) };
}
