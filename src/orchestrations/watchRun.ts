import type { OrchestrationContext } from 'durable-functions';
import type { RunCheck } from '../activities/runs/checkRun';
import { CANCELED, done, type Ending } from '../domain/failures/ending';
import { PipelineRunOverdueError, ResourceNotFoundError } from '../domain/failures/errors';
import type { Failure } from '../domain/failures/failure';
import { nextDelaySeconds, type PollingSettings } from '../domain/polling';
import type { RunReport } from '../domain/report/report';
import { callOnce } from './call';
import { pauseUntil } from './pause';
import { addSeconds, showProgress, type Steps } from './steps';

/** The input of the orchestration `watchRun`. */
export interface WatchRunInput {
  transferId: string;
  route: string;
  kind: 'export' | 'import';
  runName: string;
  polling: PollingSettings;
  /** Full Azure resource id; unknown when nobody heard the run's creation. */
  resourceId?: string;
  /** What earlier executions of this orchestration saw; absent in the first. */
  seen?: Seen;
}

/** How a run ended. `failure`: it is over, and did not succeed, or the app stopped looking. */
export interface WatchedRun {
  run: RunReport;
  failure?: Failure;
  canceled?: true;
  /** True when the run was never seen. */
  neverSeen?: true;
}

interface Seen {
  /** ISO 8601, UTC. */
  deadline: string;
  /** Seconds of the last wait. */
  delay?: number;
  resourceId?: string;
  /** Whether a look ever showed the run. */
  existed: boolean;
  /** Looks in a row that did not show it, or showed unclear states; since when (ISO 8601). */
  odd: { looks: number; since?: string };
}

/** An execution of this orchestration makes as many looks; then the next one goes on, with an empty history. */
const LOOKS_PER_EXECUTION = 200;
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
  let retryAfterSeconds: number | undefined;
  for (let looks = 0; looks < LOOKS_PER_EXECUTION; looks += 1) {
    const deadline = new Date(seen.deadline);
    if (context.df.currentUtcDateTime >= deadline) return done(overdue(input, seen));
    const delay = nextDelaySeconds(polling, seen.delay, retryAfterSeconds);
    const next = addSeconds(context.df.currentUtcDateTime, delay);
    yield* pauseUntil(context, next < deadline ? next : deadline);

    seen = { ...seen, delay };
    const { transferId, route } = input;
    // The host may be down between a look and what follows: it tells how things stood when it began.
    const lookedAt = context.df.currentUtcDateTime;
    const look = yield* callOnce(context, 'checkRun', { transferId, route, kind, runName });
    retryAfterSeconds = look.end === 'done' ? look.value.retryAfterSeconds : undefined;
    if (look.end === 'failed') {
      // A look that the service did not answer is no news of the run: the next one may tell.
      if (!look.transient) return done({ run: reportOf(input, seen, 'unknown'), failure: look.failure });
      retryAfterSeconds = look.retryAfterSeconds;
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

function after(seen: Seen, { phase, resourceId }: RunCheck, lookedAt: Date): Seen {
  const isOdd = phase === 'absent' || phase === 'unclear';
  const { looks, since = lookedAt.toISOString() } = seen.odd;
  return {
    ...seen,
    existed: seen.existed || (phase !== 'absent' && phase !== 'unanswered'),
    odd: isOdd ? { looks: looks + 1, since } : { looks: 0 },
    ...(resourceId !== undefined && { resourceId }),
  };
}

/** How the run ended, as far as this look tells; undefined while it goes on. */
function endOf(
  input: WatchRunInput,
  seen: Seen,
  { phase, failure, cancelRequested }: RunCheck,
  lookedAt: Date,
): WatchedRun | undefined {
  if (failure) return { run: reportOf(input, seen, 'failed'), failure };
  if (phase === 'succeeded') return { run: reportOf(input, seen, 'succeeded') };
  // A run that was not seen yet may still be there: only several looks tell.
  if (cancelRequested) return { run: reportOf(input, seen, seen.existed ? 'leftRunning' : 'unknown'), canceled: true };
  if (!isFact(seen, lookedAt)) return undefined;
  if (phase === 'absent') return gone(input, seen);
  // Whether it succeeded, the blob and the target registry tell.
  return phase === 'unclear' ? { run: reportOf(input, seen, 'unknown') } : undefined;
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
