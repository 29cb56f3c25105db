import { isCleanupId } from '../names';
import type { ListedInstance } from '../ports/instances';
import { DAYS_OF_OTHER_HISTORIES, type Retention } from './retention';
import { NOT_ENDED } from './standing';
import { areOlderThan, keep, remove, type Verdict } from './verdict';

/** Whose history it is: `other`s are none of this app's. */
export type HistoryOwner = { is: 'transfer'; transferId: string } | { is: 'rebuild' | 'cleanup' | 'other' };

const OF_TRANSFERS = ['transfer', 'importArrival'];
const OF_CHILDREN = ['batchLane', 'batch', 'watchRun', 'copyLane'];

/** Names of the orchestrations whose histories a cleanup knows. */
export const KNOWN_ORCHESTRATIONS: readonly string[] = [
  ...OF_TRANSFERS,
  ...OF_CHILDREN,
  'rebuildLedger',
  'removeExpired',
];

/** Whose an orchestration is: its function's name and its id must both be the app's, and agree. */
export function ownerOfHistory({ id, name }: Pick<ListedInstance, 'id' | 'name'>): HistoryOwner {
  const [, transferId, child] = /^(t[0-9a-f]{32})(-.+)?$/.exec(id) ?? [];
  if (transferId !== undefined && (child === undefined ? OF_TRANSFERS : OF_CHILDREN).includes(name))
    return { is: 'transfer', transferId };
  if (name === 'rebuildLedger' && /^rebuild-[0-9a-f]{32}$/.test(id)) return { is: 'rebuild' };
  return { is: name === 'removeExpired' && isCleanupId(id) ? 'cleanup' : 'other' };
}

/** How the transfer stands whose history it is; `runs`: its orchestration has not ended. */
export type HistoryStanding =
  { is: 'unknown' } | { is: 'open' } | { is: 'ended'; finishedAt: string; runs: boolean; retention: Retention };

/** What becomes of the history of an orchestration of a transfer. @param now  milliseconds since 1970 */
export function decideHistory(listed: ListedInstance, standing: HistoryStanding, now: number): Verdict {
  if (listed.state !== 'ended') return keep(RUNS);
  if (standing.is === 'open') return keep(NOT_ENDED);
  if (standing.is === 'unknown') return decideOtherHistory(listed, now, UNKNOWN);
  if (standing.runs) return keep(PARENT_RUNS);
  const { finishedAt, retention } = standing;
  return areOlderThan([finishedAt, listed.createdAt.toISOString()], retention.historyDays, now)
    ? remove(OLD)
    : keep(YOUNG);
}

/** What becomes of the history of an orchestration that is none of a transfer that is known. */
export function decideOtherHistory(listed: ListedInstance, now: number, old = OTHER): Verdict {
  if (listed.state !== 'ended') return keep(RUNS);
  return areOlderThan([listed.updatedAt.toISOString()], DAYS_OF_OTHER_HISTORIES, now) ? remove(old) : keep(YOUNG_OTHER);
}

const RUNS = 'It has not ended.';
const PARENT_RUNS = 'The orchestration of its transfer has not ended.';
const YOUNG = 'Its transfer ended, or it began, more recently than historyDays.';
const OLD = 'Its transfer has a report, and it is older than historyDays.';
const UNKNOWN = `Its transfer is not known here, and it ended ${DAYS_OF_OTHER_HISTORIES} days ago, or earlier.`;
const YOUNG_OTHER = `It ended less than ${DAYS_OF_OTHER_HISTORIES} days ago.`;
const OTHER = `It is of no transfer, and ended ${DAYS_OF_OTHER_HISTORIES} days ago, or earlier.`;
