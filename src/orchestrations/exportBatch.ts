import type { OrchestrationContext } from 'durable-functions';
import type { ExportedBlob } from '../domain/copy/exportedBlob';
import { blobNameFor } from '../domain/names';
import type { BatchFindings } from '../domain/report/batchResult';
import type { BatchInput } from './batchInput';
import { callActivity } from './call';
import { runPipeline } from './runPipeline';
import { showProgress, type Step } from './steps';

/** Exports a batch into one blob of the source container, and checks that the blob is there. */
export function* exportBatch(
  context: OrchestrationContext,
  input: BatchInput,
): Step<ExportedBlob, { found: Pick<BatchFindings, 'blob' | 'exportRun' | 'warnings'> }> {
  const { transferId, route, batch } = input;
  const blobName = blobNameFor(route, transferId, batch.name);
  const artifacts = batch.artifacts.map(({ artifact }) => artifact);
  showProgress(context, { phase: 'exporting', percentage: 0 });

  const start = (runName: string) =>
    callActivity(context, 'startExportRun', { transferId, runName, blobName, artifacts }, input);
  const { run, warnings, ending } = yield* runPipeline(context, input, 'export', start);
  const found = { ...(run && { blob: blobName, exportRun: run }), ...(warnings && { warnings }) };
  if (ending.end !== 'done') return { ending, found };
  return { ending: yield* callActivity(context, 'inspectExportedBlob', { transferId, blobName }, input), found };
}
