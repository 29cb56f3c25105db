import type { OrchestrationContext } from 'durable-functions';
import type { ExportedBlob } from '../transfer/exportedBlob';
import type { Batch } from '../transfer/plan';
import type { ReportDraft } from '../transfer/reportDraft';
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
  if (!started.ok) return started;
  if ('canceled' in started.value) return CANCELED;
  const { resourceId, runName, blobName } = started.value;
  draft.blob = blobName;

  const { report, failure } = yield* pollRun(context, input, { kind: 'export', runName, resourceId });
  draft.exportRun = report;
  if (failure) return { ok: false, failure };
  if (report.outcome === 'canceled') return CANCELED;

  return yield* callActivity(context, 'inspectExportedBlob', { route, blobName });
}
