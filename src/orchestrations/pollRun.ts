import type { OrchestrationContext, Task } from 'durable-functions';
import { PipelineRunOverdueError } from '../domain/failures/errors';
import type { Failure } from '../domain/failures/failure';
import { nextDelaySeconds } from '../domain/polling';
import type { RunReport } from '../domain/report';
import { callActivity } from './callActivity';
import { showProgress } from './step';
import type { TransferInput } from './transferInput';

/** How a pipeline run ended, and why if it did not succeed. */
export interface RunEnd {
  report: RunReport;
  failure?: Failure;
}

/**
 * Looks at a pipeline run until it has ended, with a durable timer between two looks. The service sends no event when
 * a run ends (acr-transfer §0), and an activity that waited would be killed.
 */
export function* pollRun(
  context: OrchestrationContext,
  input: TransferInput,
  run: {
    kind: 'export' | 'import';
    runName: string;
    /** Unknown until the first look, when nobody heard the run's creation. */ resourceId?: string;
  },
): Generator<Task, RunEnd, never> {
  const { transferId, route, polling } = input;
  const { kind, runName } = run;
  let resourceId = run.resourceId ?? runName;
  const phase = kind === 'export' ? 'exporting' : 'importing';
  const deadline = addSeconds(context.df.currentUtcDateTime, polling.deadlineMinutes * 60);
  let delay: number | undefined;
  let retryAfterSeconds: number | undefined;

  while (context.df.currentUtcDateTime < deadline) {
    delay = nextDelaySeconds(polling, delay, retryAfterSeconds);
    const next = addSeconds(context.df.currentUtcDateTime, delay);
    yield context.df.createTimer(next < deadline ? next : deadline);

    const check = yield* callActivity(context, 'checkRun', { transferId, route, kind, runName });
    retryAfterSeconds = undefined;
    // A look that the service did not answer is no news of the run: the next one may tell.
    if (!check.ok && check.uncertain) continue;
    if (!check.ok) return { report: { resourceId, outcome: 'unknown' }, failure: check.failure };
    const { percentage, failure, cancelRequested } = check.value;
    resourceId = check.value.resourceId;
    showProgress(context, { phase, percentage });
    if (failure) return { report: { resourceId, outcome: 'failed' }, failure };
    if (check.value.phase === 'succeeded') return { report: { resourceId, outcome: 'succeeded' } };
    if (cancelRequested) return { report: { resourceId, outcome: 'leftRunning' } };
    retryAfterSeconds = check.value.retryAfterSeconds;
  }
  const overdue = new PipelineRunOverdueError(kind, resourceId, polling.deadlineMinutes);
  return { report: { resourceId, outcome: 'overdue' }, failure: overdue.toFailure() };
}

function addSeconds(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1000);
}
