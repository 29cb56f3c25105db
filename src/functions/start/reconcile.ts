import type { Instances } from '../../domain/ports/instances';
import { redact } from '../../domain/redact';
import type { TransferSummary } from '../../domain/transferRecord';
import { takeUp, type Log, type TakeUpDependencies } from './takeUp';

const LINES_PER_PAGE = 1_000;
/** Between its line on the index and its record, a transfer that is being started has not even a second. */
const CLAIM_MINUTES = 10;

/**
 * Brings the index, the records and the orchestrations together for all transfers that the index shows as not ended, the newest
 * first: takes up what was cut off, and mends lines that missed the end. One that cannot be mended now is left for the next time.
 *
 * @param budgetMs  milliseconds after which no further transfer is looked at: a host that does not answer takes half a minute
 *   for each
 */
export async function reconcile(
  deps: TakeUpDependencies,
  instances: Instances,
  log: Log,
  budgetMs: number,
): Promise<void> {
  const end = deps.machine.now() + budgetMs;
  let cursor: string | undefined;
  do {
    const page = { limit: LINES_PER_PAGE, ...(cursor !== undefined && { cursor }) };
    const open = await deps.transfers.list({ states: ['accepted', 'running'] }, page);
    for (const line of open.transfers) {
      if (deps.machine.now() >= end) return;
      await reconcileOne(deps, instances, line, log).catch((error: unknown) => {
        log.warn(redact(`The transfer ${line.id} could not be looked after: ${String(error)}`));
      });
    }
    cursor = open.cursor;
  } while (cursor !== undefined);
}

async function reconcileOne(
  deps: TakeUpDependencies,
  instances: Instances,
  line: TransferSummary,
  log: Log,
): Promise<void> {
  const { transfers, machine } = deps;
  const record = await transfers.find(line.id);
  if (record?.createdAt !== line.createdAt) {
    // Who claims the same transfer at the same time, and comes second, leaves a line without a record of its own.
    const isStale = Date.parse(line.createdAt) + CLAIM_MINUTES * 60_000 < machine.now();
    return isStale ? transfers.removeFromIndex(line) : undefined;
  }
  const { report } = await takeUp(deps, instances, record, log);
  if (report) await transfers.index(record, report.outcome);
}
