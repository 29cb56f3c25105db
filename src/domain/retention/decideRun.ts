import { isOwnRunName, parseBlobName } from '../names';
import { isOfPipeline } from '../pipelines/pipelineId';
import type { RunPhase } from '../pipelineRun';
import type { Route, RouteEnd } from '../route';
import { ORPHAN_DAYS, type Retention } from './retention';
import { NOT_ENDED, type Standing } from './standing';
import { areOlderThan, keep, remove, type Verdict } from './verdict';

/** A pipeline run as a list of a registry shows it. */
export interface ListedRun {
  name: string;
  phase: RunPhase;
  /** Resource id of its pipeline. */
  pipelineId?: string;
  /** Name of the blob that it writes or reads. */
  blob?: string;
  /** Address of the blob that it reads, as it says itself. */
  blobUri?: string;
  /** ISO 8601. */
  createdAt?: string;
  /** When it ended; ISO 8601. */
  endedAt?: string;
  /** When its blob was written, where a source trigger started it; ISO 8601. */
  writtenAt?: string;
}

/** Whose run it is: `other`s are the app's own, of another route or not known of which. */
export type RunOwner = { is: 'own'; transferId: string } | { is: 'foreign' } | { is: 'other' };

/**
 * Whose run it is, seen from one end of a route. Its own ones are known by their name and by the name of their blob, which carries
 * route and transfer; foreign ones count only where they are of the route's own pipeline.
 */
export function ownerOf(
  run: ListedRun,
  { name }: Pick<Route, 'name'>,
  side: 'source' | 'target',
  end: RouteEnd,
): RunOwner {
  const blob = parseBlobName(run.blob ?? '');
  if (isOwnRunName(side === 'source' ? 'export' : 'import', run.name)) {
    return blob?.route === name && !blob.isManifest ? { is: 'own', transferId: blob.transferId } : { is: 'other' };
  }
  return isOfPipeline(run, side, end) && !isOwnRunName('any', run.name) ? { is: 'foreign' } : { is: 'other' };
}

/** Whether a run is over: nothing else may be removed, or counts among the newest. */
export function hasEnded({ phase }: ListedRun): boolean {
  return phase === 'succeeded' || phase === 'failed';
}

/** What becomes of a run of a route, or of a foreign one that the route says may go. */
export function decideRun(
  run: ListedRun,
  facts: {
    /** How its transfer stands; absent where it is foreign. */
    standing?: Standing;
    isAmongNewest: boolean;
    retention: Retention;
    /** Milliseconds since 1970. */
    now: number;
  },
): Verdict {
  const { standing, isAmongNewest, retention, now } = facts;
  if (!hasEnded(run)) return keep(run.phase === 'running' ? RUNS : UNCLEAR);
  if (!standing && !retention.foreignRuns) return keep(FOREIGN);
  if (standing?.is === 'open') return keep(NOT_ENDED);
  if (standing?.is === 'unclear') return keep(standing.why);
  if (isAmongNewest) return keep(NEWEST);
  if (run.endedAt === undefined) return keep(NO_END);
  const isOrphan = standing?.is === 'unknown';
  const days = isOrphan ? Math.max(retention.runDays, ORPHAN_DAYS) : retention.runDays;
  const times = standing?.is === 'ended' ? [run.endedAt, standing.report.finishedAt] : [run.endedAt];
  if (!areOlderThan(times, days, now)) return keep(isOrphan ? YOUNG_ORPHAN : YOUNG);
  if (isOrphan) return remove(ORPHAN);
  return remove(standing ? `It ${run.phase}, and is older than runDays.` : FOREIGN_OLD);
}

const RUNS = 'It has not ended.';
const UNCLEAR = 'Its states do not tell whether it has ended.';
const FOREIGN = 'This app did not create it, and the route does not say foreignRuns.';
const NEWEST = 'It is one of the newest, of which keepRuns stay.';
const NO_END = 'The service does not tell when it ended.';
const YOUNG = 'It, or its transfer, ended more recently than runDays.';
const YOUNG_ORPHAN = `Its transfer is not known here, and it ended less than ${ORPHAN_DAYS} days, or runDays, ago.`;
const ORPHAN = 'Its transfer is not known here, and it is old enough for that.';
const FOREIGN_OLD = 'This app did not create it, the route says foreignRuns, and it is older than runDays.';
