import type { OrchestrationContext } from 'durable-functions';
import type { Failure } from '../domain/failures/failure';
import { pipelineRunName } from '../domain/names';
import type { ReportDraft } from '../domain/reportDraft';
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
  // A run that may have been created unheard may be reading the blob, and has a name that is known: it is looked for.
  if (!started.ok && !started.uncertain) return started;
  const run = started.ok ? started.value : { runName: pipelineRunName('import', transferId, copied.batchName, 1) };
  if ('canceled' in run) return CANCELED;

  const { report, failure } = yield* pollRun(context, input, { kind: 'import', ...run });
  if (!started.ok && failure?.code === 'resource_not_found') return started;
  draft.importRun = report;
  if (report.outcome === 'leftRunning') return CANCELED;
  return { ok: true, value: failure ? { runFailure: failure } : {} };
}
