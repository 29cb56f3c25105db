import type { OrchestrationContext } from 'durable-functions';
import type { RunCheck } from '../activities/runs/checkRun';
import { CANCELED, done, type Ending, type Failed } from '../domain/failures/ending';
import { PipelineRunOverdueError, ResourceNotFoundError } from '../domain/failures/errors';
import type { Failure } from '../domain/failures/failure';
import type { PatienceSettings } from '../domain/patience';
import { nextDelaySeconds, type PollingSettings } from '../domain/polling';
import type { RunReport } from '../domain/report/report';
import { callOnce, endOfRefusal, isCanceled, timeOf } from './call';
import { pauseBetweenLooks } from './pause';
import { addSeconds, notLaterThanNow, showProgress, timeLeft, type Steps } from './steps';

/** The input of the orchestration `watchRun`. */
export interface WatchRunInput {
  transferId: string;
  route: string;
  kind: 'export' | 'import';
  runName: string;
  polling: PollingSettings;
  /** Absent in a run that an earlier version began to watch. */
  patience?: Pick<PatienceSettings, 'accessMinutes'>;
  /** Full Azure resource id; unknown when nobody heard the run's creation. */
  resourceId?: string;
  /** What earlier executions of this orchestration saw; absent in the first. */
  seen?: Seen;
}

/** How a run ended. `failure`: it is over, and did not succeed, or the app stopped looking. */
export interface WatchedRun {
  run: RunReport;
  failure?: Failure;
  /** When the registry says that it failed; ISO 8601. Absent where the app stopped looking. */
  failedSince?: string;
  canceled?: true;
  /** True when the registry said, look after look, that there is no such run. */
  neverSeen?: true;
}

interface Seen {
  /** ISO 8601, UTC. */
  deadline: string;
  /** Seconds of the last wait. */
  delay?: number;
  /** How long the last answer asks to wait. */
  retryAfterSeconds?: number;
  resourceId?: string;
  /** Whether a look ever showed the run. */
  existed: boolean;
  /** Looks in a row that did not show it, or showed unclear states; since when (ISO 8601). */
  odd: { looks: number; since?: string };
  /** Since when all looks were refused (ISO 8601). */
  refusedSince?: string;
  /** When the last look was (ISO 8601); absent before the first one, and where an earlier version looked. */
  lookedAt?: string;
}

/** An execution of this orchestration makes as many looks; then the next one goes on, with an empty history: every turn reads all of it. */
const LOOKS_PER_EXECUTION = 20;
/** One odd answer is no fact yet: as many looks, over as many seconds. */
const ODD_LOOKS = 4;
const ODD_SECONDS = 180;

/**
 * Looks at a pipeline run until it has ended, with a durable timer between two looks. The service sends no event when
 * a run ends (acr-transfer §0), and an activity that waited would be killed.
 */
export function* watchRun(context: OrchestrationContext, input: WatchRunInput): Steps<Ending<WatchedRun>> {
  const { kind, runName, polling } = input;
  let seen = input.seen ?? firstSight(context, input);
  for (let looks = 0; looks < LOOKS_PER_EXECUTION; looks += 1) {
    const deadline = new Date(seen.deadline);
    if (lastLook(context, seen) >= deadline) return done(overdue(input, seen));
    const { retryAfterSeconds, ...known } = seen;
    const delay = nextDelaySeconds(polling, seen.delay, retryAfterSeconds);
    const { transferId } = input;
    const looksCanceled = () => isCanceled(context, transferId);
    const wait = Math.min(delay, timeLeft(context, deadline));
    if (yield* pauseBetweenLooks(context, wait, looksCanceled)) return done(leftRunning(input, seen));

    seen = { ...known, delay };
    // The host may be down between a look and what follows: it tells how things stood when it began.
    const lookedAt = context.df.currentUtcDateTime;
    const look = yield* callOnce(context, 'checkRun', { transferId, kind, runName });
    if (look.end === 'failed') {
      // A look that the service did not answer, or refused, is no news of the run: the next one may tell.
      seen = afterNone(context, seen, look);
      if (!mayPass(context, input, seen, look)) {
        return done({ run: reportOf(input, seen, 'unknown'), failure: look.failure });
      }
      if (yield* looksCanceled()) return done(leftRunning(input, seen));
      // A service that is overloaded is not asked more often than one that is well.
      const atLeast = nextDelaySeconds(polling, delay);
      seen = { ...seen, retryAfterSeconds: Math.max(atLeast, look.retryAfterSeconds ?? 0) };
      continue;
    }
    seen = after(seen, look.value, lookedAt);
    showProgress(context, {
      percentage: look.value.percentage,
      ...(look.value.states !== undefined && { note: look.value.states }),
    });
    const end = endOf(input, seen, look.value, lookedAt);
    if (end) return done(end);
  }
  context.df.continueAsNew({ ...input, seen });
  return CANCELED;
}

function firstSight(context: OrchestrationContext, { polling, resourceId }: WatchRunInput): Seen {
  const deadline = addSeconds(context.df.currentUtcDateTime, polling.deadlineMinutes * 60).toISOString();
  return { deadline, existed: false, odd: { looks: 0 }, ...(resourceId !== undefined && { resourceId }) };
}

/** What is known after a look that failed. */
function afterNone(context: OrchestrationContext, { refusedSince, ...seen }: Seen, failed: Failed): Seen {
  const { triedAt, mayPassSoon } = failed;
  const tried = { ...seen, ...(triedAt !== undefined && { lookedAt: triedAt }) };
  return mayPassSoon ? { ...tried, refusedSince: refusedSince ?? timeOf(context, failed).toISOString() } : tried;
}

/** A look that was made before the deadline, and comes to be known after it, does not tell that the run is overdue. */
function lastLook(context: OrchestrationContext, { lookedAt }: Seen): Date {
  return notLaterThanNow(context, lookedAt);
}

function mayPass(
  context: OrchestrationContext,
  { patience = {} }: WatchRunInput,
  { refusedSince }: Seen,
  failed: Failed,
): boolean {
  if (refusedSince === undefined) return failed.transient === true;
  return timeOf(context, failed) < endOfRefusal(new Date(refusedSince), patience);
}

function after({ refusedSince: _, ...seen }: Seen, look: RunCheck, lookedAt: Date): Seen {
  const { phase, resourceId, retryAfterSeconds, lookedAt: triedAt } = look;
  const isOdd = phase === 'absent' || phase === 'unclear';
  const { looks, since = lookedAt.toISOString() } = seen.odd;
  return {
    ...seen,
    existed: seen.existed || phase !== 'absent',
    ...(triedAt !== undefined && { lookedAt: triedAt }),
    odd: isOdd ? { looks: looks + 1, since } : { looks: 0 },
    ...(resourceId !== undefined && { resourceId }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
}

/** How the run ended, as far as this look tells; undefined while it goes on. */
function endOf(
  input: WatchRunInput,
  seen: Seen,
  { phase, failure, failedSince, cancelRequested }: RunCheck,
  lookedAt: Date,
): WatchedRun | undefined {
  if (failure)
    return { run: reportOf(input, seen, 'failed'), failure, ...(failedSince !== undefined && { failedSince }) };
  if (phase === 'succeeded') return { run: reportOf(input, seen, 'succeeded') };
  if (cancelRequested) return leftRunning(input, seen);
  if (!isFact(seen, lookedAt)) return undefined;
  if (phase === 'absent') return gone(input, seen);
  // Whether it succeeded, the blob and the target registry tell.
  return phase === 'unclear' ? { run: reportOf(input, seen, 'unknown') } : undefined;
}

/** A run that was not seen yet may still be there: only several looks tell. */
function leftRunning(input: WatchRunInput, seen: Seen): WatchedRun {
  return { run: reportOf(input, seen, seen.existed ? 'leftRunning' : 'unknown'), canceled: true };
}

function isFact({ odd }: Seen, lookedAt: Date): boolean {
  if (odd.since === undefined || odd.looks < ODD_LOOKS) return false;
  return lookedAt >= addSeconds(new Date(odd.since), ODD_SECONDS);
}

function gone(input: WatchRunInput, seen: Seen): WatchedRun {
  const { runName, route } = input;
  const words = seen.existed ? 'somebody deleted it while it ran' : 'the registry does not know it';
  const failure = new ResourceNotFoundError(`The pipeline run ${runName}`, route, { words }).toFailure();
  return { run: reportOf(input, seen, 'unknown'), failure, ...(!seen.existed && { neverSeen: true as const }) };
}

function overdue(input: WatchRunInput, seen: Seen): WatchedRun {
  const { kind, polling } = input;
  const run = reportOf(input, seen, 'overdue');
  return { run, failure: new PipelineRunOverdueError(kind, run.resourceId, polling.deadlineMinutes).toFailure() };
}

function reportOf({ runName }: WatchRunInput, { resourceId }: Seen, outcome: RunReport['outcome']): RunReport {
  return { resourceId: resourceId ?? runName, outcome };
}
