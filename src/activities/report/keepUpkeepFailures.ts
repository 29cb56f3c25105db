import type { UpkeepFailures } from '../../domain/report/cleanUp';
import type { ActivityDependencies } from '../dependencies';
import type { OfTransfer } from '../ends';

/** Keeps, for the report, what could not be looked after of a batch; the first that is kept stays. */
export async function keepUpkeepFailures(
  { pages }: Pick<ActivityDependencies, 'pages'>,
  { transferId, batch, failures }: OfTransfer & { batch: string; failures: UpkeepFailures },
): Promise<{ kept: true }> {
  await pages.keepPage(transferId, 'upkeep', batch, failures);
  return { kept: true };
}
