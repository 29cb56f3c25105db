import type { OrchestrationContext } from 'durable-functions';
import type { RunToStart, StartedRun } from '../activities/runs/startRun';
import { CANCELED, done, failed, type Ending } from '../domain/failures/ending';
import type { RunReport } from '../domain/report/report';
import type { BatchInput } from './batchInput';
import { callOrchestrations } from './call';
import { showProgress, type Step, type Steps } from './steps';
import { watchRun } from './watchRun';

/** What is known of a run that was followed. */
export interface FollowedRun {
  run?: RunReport;
  /** When the registry says that it failed; ISO 8601. Absent where an earlier version saw it. */
  failedSince?: string;
}

/**
 * Starts a run, and watches it until it has ended. One that may have been created unheard has a name that is known:
 * it is looked for like any other, and when it does not exist, the failed creation is what ended the step.
 */
export function* followRun(
  context: OrchestrationContext,
  input: BatchInput,
  { kind, runName, attempt }: { kind: 'export' | 'import'; attempt: number } & Pick<RunToStart, 'runName'>,
  start: () => Steps<Ending<StartedRun>>,
): Step<undefined, FollowedRun> {
  const started = yield* start();
  if (started.end === 'canceled') {
    return { ending: CANCELED, ...(started.uncertain && { run: { resourceId: runName, outcome: 'unknown' } }) };
  }
  if (started.end === 'failed' && !started.uncertain) return { ending: started };
  const { transferId, route, polling, patience } = input;
  const known = started.end === 'done' ? started.value : {};
  const id = `${context.df.instanceId}-${kind}${attempt === 1 ? '' : `-${attempt}`}`;
  showProgress(context, { phase: kind === 'export' ? 'exporting' : 'importing', percentage: 0, watch: id });
  const call = { id, input: { transferId, route, kind, runName, polling, patience, ...known } };
  const [watched = CANCELED] = yield* callOrchestrations(context, watchRun, [call]);
  if (watched.end !== 'done') return { ending: watched, run: { resourceId: runName, outcome: 'unknown' } };
  const { run, failure, failedSince, canceled, neverSeen } = watched.value;
  if (canceled) return { ending: CANCELED, run };
  if (neverSeen && started.end === 'failed') return { ending: started };
  return {
    ending: failure ? failed(failure) : done(undefined),
    run,
    ...(failedSince !== undefined && { failedSince }),
  };
}
