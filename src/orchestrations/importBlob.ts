import type { OrchestrationContext } from 'durable-functions';
import type { Failure } from '../transfer/failure';
import type { ReportDraft } from '../transfer/reportDraft';
import { callActivity } from './callActivity';
import { pollRun } from './pollRun';
import { CANCELED, showProgress, type Step } from './step';
import type { TransferInput } from './transferInput';

/**
 * Imports the copied blob into the target registry. A run that fails is an end like success: some artifacts may have
 * arrived, and only the registry can tell which.
 */
export function* importBlob(
  context: OrchestrationContext,
  input: TransferInput,
  copied: { batchName: string; blobName: string },
  draft: ReportDraft,
): Step<{ runFailure?: Failure }> {
  const { transferId, route } = input;
  showProgress(context, { phase: 'importing', percentage: 0 });

  const started = yield* callActivity(context, 'startImportRun', { transferId, route, ...copied });
  // A run that may have been created may be reading the blob: nothing is discarded, and the registry is asked.
  if (!started.ok) return started.uncertain ? { ok: true, value: { runFailure: started.failure } } : started;
  if ('canceled' in started.value) return CANCELED;
  const { resourceId, runName } = started.value;

  const { report, failure } = yield* pollRun(context, input, { kind: 'import', runName, resourceId });
  draft.importRun = report;
  if (report.outcome === 'canceled') return CANCELED;
  return { ok: true, value: failure ? { runFailure: failure } : {} };
}
