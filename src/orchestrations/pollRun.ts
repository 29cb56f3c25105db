import type { OrchestrationContext } from 'durable-functions';
import { CANCELED, done, failed } from '../domain/failures/ending';
import { PipelineRunOverdueError } from '../domain/failures/errors';
import { nextDelaySeconds } from '../domain/polling';
import type { RunReport } from '../domain/report/report';
import type { BatchInput } from './batchInput';
import { callActivity } from './call';
import { addSeconds, showProgress, type Step } from './steps';

/** A pipeline run to poll. */
export interface PolledRun {
  kind: 'export' | 'import';
  runName: string;
  /** Full Azure resource id; unknown until the first look when the run's creation was never answered. */
  resourceId?: string;
}

/**
 * Polls a pipeline run until it has ended, with a durable timer between two looks. The service sends no event when
 * a run ends (acr-transfer §0), and an activity that waited would be killed.
 */
export function* pollRun(
  context: OrchestrationContext,
  input: BatchInput,
  run: PolledRun,
): Step<undefined, { run: RunReport }> {
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

    const look = yield* callActivity(context, 'checkRun', { transferId, route, kind, runName });
    retryAfterSeconds = undefined;
    if (look.end === 'failed') {
      // A look that the service did not answer says nothing about the run; the next one may.
      if (look.uncertain) continue;
      return { run: { resourceId, outcome: 'unknown' }, ending: look };
    }
    const { phase: runPhase, percentage, failure, cancelRequested } = look.value;
    resourceId = look.value.resourceId;
    showProgress(context, { phase, percentage });
    if (failure) return { run: { resourceId, outcome: 'failed' }, ending: failed(failure) };
    if (runPhase === 'succeeded') return { run: { resourceId, outcome: 'succeeded' }, ending: done(undefined) };
    if (cancelRequested) return { run: { resourceId, outcome: 'leftRunning' }, ending: CANCELED };
    retryAfterSeconds = look.value.retryAfterSeconds;
  }
  const overdue = new PipelineRunOverdueError(kind, resourceId, polling.deadlineMinutes);
  return { run: { resourceId, outcome: 'overdue' }, ending: failed(overdue.toFailure()) };
}
