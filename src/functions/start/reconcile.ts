import type { Instances } from '../../domain/ports/instances';
import { redact } from '../../domain/redact';
import type { Tell } from '../../domain/sweeps/sweep';
import type { TransferSummary } from '../../domain/transferRecord';
import { takeUp, type Log, type TakeUpDependencies } from './takeUp';

const LINES_PER_PAGE = 200;
/** Between its line on the index and its record, a transfer that is being started has not even a second. */
export const CLAIM_MINUTES = 10;

/** What bounds a look at the transfers, and who is told. */
export interface Reconciling {
  tell?: Tell;
  /** Milliseconds after which no further transfer is looked at: a host that does not answer takes half a minute for each. */
  budgetMs: number;
  /** Where an earlier look stopped. */
  cursor?: string | undefined;
}

/**
 * Brings the index, the records and the orchestrations together for all transfers that the index shows as not ended, the newest
 * first: takes up what was cut off, and mends lines that missed the end. One that cannot be mended now is left for the next time.
 *
 * @returns whether all were looked at; if not, where the next look goes on
 */
export async function reconcile(
  deps: TakeUpDependencies,
  instances: Instances,
  log: Log,
  { tell = () => undefined, budgetMs, cursor: begin }: Reconciling,
): Promise<{ isDone: boolean; cursor?: string }> {
  const end = deps.machine.now() + budgetMs;
  let cursor = begin;
  do {
    const page = { limit: LINES_PER_PAGE, ...(cursor !== undefined && { cursor }) };
    const open = await deps.transfers.list({ states: ['accepted', 'running'] }, page);
    for (const line of open.transfers) {
      if (deps.machine.now() >= end) return { isDone: false, ...(cursor !== undefined && { cursor }) };
      await reconcileOne(deps, instances, line, log, tell).catch((error: unknown) => {
        const why = redact(`The transfer ${line.id} could not be looked after: ${String(error)}`);
        log.warn(why);
        tell({ finding: 'failed', subject: line.id, route: line.route, why });
      });
    }
    cursor = open.cursor;
  } while (cursor !== undefined);
  return { isDone: true };
}

async function reconcileOne(
  deps: TakeUpDependencies,
  instances: Instances,
  line: TransferSummary,
  log: Log,
  tell: Tell,
): Promise<void> {
  const { transfers, machine } = deps;
  const about = { subject: line.id, route: line.route };
  const mended = (why: string): void => tell({ finding: 'lineMended', ...about, why });
  const record = await transfers.find(line.id);
  if (record?.createdAt !== line.createdAt) {
    // Who claims the same transfer at the same time, and comes second, leaves a line without a record of its own.
    const isStale = Date.parse(line.createdAt) + CLAIM_MINUTES * 60_000 < machine.now();
    if (!isStale) return;
    await transfers.removeFromIndex(line);
    return mended('It had no record: the line was removed.');
  }
  const { report, startedAgain } = await takeUp(deps, instances, record, log);
  if (startedAgain !== undefined) tell({ finding: 'takenUp', ...about, why: `Its orchestration ${startedAgain}.` });
  else if (!report) tell({ finding: 'goesOn', ...about });
  if (!report) return;
  await transfers.index(record, report.outcome);
  mended(`It had ended: ${report.outcome}.`);
}
