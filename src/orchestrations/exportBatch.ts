import type { OrchestrationContext } from 'durable-functions';
import type { ExportedBlob } from '../domain/copy/exportedBlob';
import { blobNameFor, pipelineRunName } from '../domain/names';
import type { Batch } from '../domain/plan';
import type { ReportDraft } from '../domain/reportDraft';
import { callActivity } from './callActivity';
import { pollRun } from './pollRun';
import { CANCELED, showProgress, type Step } from './step';
import type { TransferInput } from './transferInput';

/** Exports a batch into one blob of the source container, and looks whether the blob is really there. */
export function* exportBatch(
  context: OrchestrationContext,
  input: TransferInput,
  batch: Batch,
  draft: ReportDraft,
): Step<ExportedBlob> {
  const { transferId, route } = input;
  showProgress(context, { phase: 'exporting', percentage: 0 });

  const started = yield* callActivity(context, 'startExportRun', { transferId, route, batch });
  // A run that may have been created unheard has a name that is known: it is looked for like any other.
  if (!started.ok && !started.uncertain) return started;
  const run = started.ok
    ? started.value
    : {
        runName: pipelineRunName('export', transferId, batch.name, 1),
        blobName: blobNameFor(route, transferId, batch.name),
      };
  if ('canceled' in run) return CANCELED;
  const { blobName } = run;
  draft.blob = blobName;

  const { report, failure } = yield* pollRun(context, input, { kind: 'export', ...run });
  if (!started.ok && failure?.code === 'resource_not_found') return started;
  draft.exportRun = report;
  if (failure) return { ok: false, failure };
  if (report.outcome === 'leftRunning') return CANCELED;

  return yield* callActivity(context, 'inspectExportedBlob', { route, blobName });
}
