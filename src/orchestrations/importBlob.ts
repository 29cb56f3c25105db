import type { OrchestrationContext } from 'durable-functions';
import { done } from '../domain/failures/ending';
import type { Failure } from '../domain/failures/failure';
import { pipelineRunName } from '../domain/names';
import type { BatchReport } from '../domain/report/report';
import type { BatchInput } from './batchInput';
import { callActivity } from './call';
import { followRun } from './followRun';
import { withSlot } from './slot';
import { showProgress, type Step } from './steps';

/**
 * Imports the copied blob into the target registry. A failed run does not end the chain: some artifacts may have
 * arrived, and only the registry can tell which.
 */
export function* importBlob(
  context: OrchestrationContext,
  input: BatchInput,
  blobName: string,
): Step<{ runFailure?: Failure }, { found: Pick<BatchReport, 'importRun'> }> {
  const { transferId, batch } = input;
  const runName = pipelineRunName('import', transferId, batch.name, 1);
  showProgress(context, { phase: 'importing', percentage: 0 });

  const importRun = { kind: 'import', runName } as const;
  const start = () => callActivity(context, 'startImportRun', { transferId, runName, blobName }, input);
  const follow = () => followRun(context, input, importRun, start);
  const { run, ending } = yield* withSlot(context, input, importRun, follow);
  const found = run ? { importRun: run } : {};
  if (ending.end === 'done') return { ending: done({}), found };
  // Without a run there is nothing that could have arrived.
  return run && ending.end === 'failed' ? { ending: done({ runFailure: ending.failure }), found } : { ending, found };
}
