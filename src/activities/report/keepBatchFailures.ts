import type { BatchFailures } from '../../domain/ports/transferPages';
import type { ActivityDependencies } from '../dependencies';
import type { OfTransfer } from '../ends';

/** Keeps why a batch may not have told the ledger, or what it left behind, for the report of its transfer; the first words stay. */
export async function keepBatchFailures(
  { pages }: Pick<ActivityDependencies, 'pages'>,
  { transferId, batch, failures }: OfTransfer & { batch: string; failures: BatchFailures },
): Promise<{ kept: true }> {
  await pages.keepPage(transferId, 'batchFailures', batch, failures);
  return { kept: true };
}
