import type { OrchestrationContext } from 'durable-functions';
import type { RunToStart, StartedRun } from '../activities/runs/runOfCanceled';
import type { Ending } from '../domain/failures/ending';
import { ResourceNotFoundError } from '../domain/failures/errors';
import { isCausedBy } from '../domain/failures/failure';
import type { RunReport } from '../domain/report/report';
import type { BatchInput } from './batchInput';
import { pollRun } from './pollRun';
import type { Step } from './steps';

/**
 * Polls a run that was asked for, until it has ended. A run whose creation was never answered is polled too, because its
 * name is known; when it does not exist, the failed creation is what ended the step.
 */
export function* followRun(
  context: OrchestrationContext,
  input: BatchInput,
  { kind, runName }: { kind: 'export' | 'import' } & Pick<RunToStart, 'runName'>,
  started: Ending<StartedRun>,
): Step<undefined, { run?: RunReport }> {
  if (started.end === 'canceled') return { ending: started };
  if (started.end === 'failed' && !started.uncertain) return { ending: started };
  const known = started.end === 'done' ? started.value : {};
  const polled = yield* pollRun(context, input, { kind, runName, ...known });
  const neverCreated =
    started.end === 'failed' &&
    polled.ending.end === 'failed' &&
    isCausedBy(polled.ending.failure, ResourceNotFoundError);
  return neverCreated ? { ending: started } : polled;
}
