import type { OrchestrationContext, Task } from 'durable-functions';
import type { ExportedBlob } from '../domain/copy/exportedBlob';
import { failureFromThrown, type Settled } from '../domain/failures/failure';
import type { Batch } from '../domain/plan';
import { outcomeOf, type TransferReport } from '../domain/report';
import {
  beginReport,
  completeReport,
  noteCanceled,
  noteFailure,
  noteNotVerified,
  notePlan,
  noteVerified,
  type ReportDraft,
} from '../domain/reportDraft';
import { callActivity } from './callActivity';
import { copyBlob } from './copyBlob';
import { exportBatch } from './exportBatch';
import { importBlob } from './importBlob';
import { showProgress, type StepEnd } from './step';
import type { TransferInput } from './transferInput';

type Steps<T> = Generator<Task, T, never>;

/**
 * The whole chain for one batch: plan → export run → blob copy → import run → verification → report.
 *
 * @returns the report, which is also written to the app's own store.
 */
export function* transfer(context: OrchestrationContext): Steps<TransferReport> {
  const input = context.df.getInput<TransferInput>();
  const opened = yield* callActivity(context, 'openTransfer', { transferId: input.transferId });
  if (opened.ok && opened.value.report) return opened.value.report;

  const draft = beginReport(input);
  try {
    yield* ferry(context, input, draft);
  } catch (defect) {
    const open = input.artifacts.filter((artifact) => draft.known.get(artifact)?.outcome !== 'delivered');
    noteFailure(draft, open, failureFromThrown(defect));
  }
  return yield* writeReport(context, draft);
}

function* ferry(context: OrchestrationContext, input: TransferInput, draft: ReportDraft): Steps<void> {
  const { transferId, route, artifacts } = input;
  showProgress(context, { phase: 'planning', percentage: 0 });
  const planned = yield* callActivity(context, 'planTransfer', { route, artifacts });
  if (!planned.ok) return noteFailure(draft, artifacts, planned.failure);
  notePlan(draft, planned.value);
  const { batch } = planned.value;
  if (!batch) return;

  const exported = yield* exportBatch(context, input, batch, draft);
  if (!exported.ok) return noteEnd(draft, batch, exported);
  const blob = exported.value;

  const manifest = { transferId, route, batch, blob, exportedAt: context.df.currentUtcDateTime.toISOString() };
  const described = yield* callActivity(context, 'writeManifest', manifest);
  const copied = described.ok ? yield* copyBlob(context, input, blob, draft) : described;
  if (!copied.ok) {
    noteEnd(draft, batch, copied);
    return yield* discard(context, input, blob, draft);
  }

  const imported = yield* importBlob(context, input, { batchName: batch.name, blobName: blob.name }, draft);
  if (!imported.ok) {
    noteEnd(draft, batch, imported);
    if (!draft.importRun) yield* discard(context, input, blob, draft);
    return;
  }

  showProgress(context, { phase: 'verifying', percentage: 0 });
  const verified = yield* callActivity(context, 'verifyArtifacts', { route, batch });
  if (!verified.ok) return noteNotVerified(draft, batch, verified.failure);
  noteVerified(draft, verified.value.artifacts, imported.value.runFailure);
  showProgress(context, { phase: 'verifying', percentage: 100 });

  if (outcomeOf(verified.value.artifacts, draft.failures) === 'succeeded') {
    const deleted = yield* callActivity(context, 'deleteBlobs', { route, blobName: blob.name });
    draft.blobsDeleted = deleted.ok && deleted.value.deleted;
    noteCleanUp(draft, deleted);
  }
}

function noteEnd(draft: ReportDraft, batch: Batch, end: Exclude<StepEnd<unknown>, { ok: true }>): void {
  if ('canceled' in end) return noteCanceled(draft, batch);
  const artifacts = batch.artifacts.map(({ artifact }) => artifact);
  noteFailure(draft, artifacts, end.failure);
}

function* discard(
  context: OrchestrationContext,
  { route }: TransferInput,
  blob: ExportedBlob,
  draft: ReportDraft,
): Steps<void> {
  noteCleanUp(draft, yield* callActivity(context, 'discardCopy', { route, blob }));
}

function noteCleanUp(draft: ReportDraft, end: Settled<unknown>): void {
  if (!end.ok) draft.cleanUpFailures = [...(draft.cleanUpFailures ?? []), end.failure];
}

/** Without its report a transfer has not ended: when it cannot be written, the orchestration fails, and says so. */
function* writeReport(context: OrchestrationContext, draft: ReportDraft): Steps<TransferReport> {
  showProgress(context, { phase: 'reporting', percentage: 0 });
  const report = completeReport(draft, context.df.currentUtcDateTime);
  const written = yield* callActivity(context, 'writeReport', { report });
  if (!written.ok) throw new Error(`The report could not be written: ${written.failure.message}`);
  showProgress(context, { phase: 'reporting', percentage: 100 });
  return report;
}
