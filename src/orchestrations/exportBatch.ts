import type { OrchestrationContext } from 'durable-functions';
import type { ExportedBlob } from '../domain/copy/exportedBlob';
import { blobNameFor, pipelineRunName } from '../domain/names';
import type { BatchReport } from '../domain/report/report';
import type { BatchInput } from './batchInput';
import { callActivity } from './call';
import { followRun } from './followRun';
import { withSlot } from './slot';
import { showProgress, type Step } from './steps';

/** Exports a batch into one blob of the source container, and checks that the blob is there. */
export function* exportBatch(
  context: OrchestrationContext,
  input: BatchInput,
): Step<ExportedBlob, { found: Pick<BatchReport, 'blob' | 'exportRun'> }> {
  const { transferId, route, batch } = input;
  const runName = pipelineRunName('export', transferId, batch.name, 1);
  const blobName = blobNameFor(route, transferId, batch.name);
  const artifacts = batch.artifacts.map(({ artifact }) => artifact);
  showProgress(context, { phase: 'exporting', percentage: 0 });

  const asked = { transferId, runName, blobName, artifacts };
  const exportRun = { kind: 'export', runName } as const;
  const start = () => callActivity(context, 'startExportRun', asked, input);
  const follow = () => followRun(context, input, exportRun, start);
  const { run, ending } = yield* withSlot(context, input, exportRun, follow);
  const found = run ? { blob: blobName, exportRun: run } : {};
  if (ending.end !== 'done') return { ending, found };
  return { ending: yield* callActivity(context, 'inspectExportedBlob', { transferId, blobName }, input), found };
}
