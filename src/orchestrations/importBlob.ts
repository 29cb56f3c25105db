import type { OrchestrationContext } from 'durable-functions';
import { done } from '../domain/failures/ending';
import type { Failure } from '../domain/failures/failure';
import type { BatchFindings } from '../domain/report/batchResult';
import type { BatchInput } from './batchInput';
import { callActivity } from './call';
import { runPipeline } from './runPipeline';
import { showProgress, type Step } from './steps';

/**
 * Imports the copied blob into the target registry. A failed run does not end the chain: some artifacts may have
 * arrived, and only the registry can tell which.
 */
export function* importBlob(
  context: OrchestrationContext,
  input: BatchInput,
  blobName: string,
): Step<{ runFailure?: Failure }, { found: Pick<BatchFindings, 'importRun' | 'warnings'> }> {
  const { transferId } = input;
  showProgress(context, { phase: 'importing', percentage: 0 });

  const start = (runName: string) => callActivity(context, 'startImportRun', { transferId, runName, blobName }, input);
  const { run, warnings, ending } = yield* runPipeline(context, input, 'import', start);
  const found = { ...(run && { importRun: run }), ...(warnings && { warnings }) };
  if (ending.end === 'done') return { ending: done({}), found };
  // Without a run there is nothing that could have arrived.
  return run && ending.end === 'failed' ? { ending: done({ runFailure: ending.failure }), found } : { ending, found };
}
