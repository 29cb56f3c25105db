import type { OrchestrationContext } from 'durable-functions';
import type { Finding } from '../domain/doctor/finding';
import type { EndedBatch } from '../activities/report/writeReport';
import { done, failed, type Ending } from '../domain/failures/ending';
import { NotVerifiedError } from '../domain/failures/errors';
import { inShort, internalError, type Failure } from '../domain/failures/failure';
import { unverifiedImport } from '../domain/arrivals/unverifiedImport';
import { pipelineRunName } from '../domain/names';
import type { OnDefect } from '../domain/arrivals/arrivalSettings';
import type { Batch } from '../domain/plan';
import {
  endedBatch,
  unverifiedBatch,
  verifiedBatch,
  type BatchFindings,
  type BatchResult,
} from '../domain/report/batchResult';
import { joinFindings } from '../domain/report/joinFindings';
import type { Caller, TransferOutcome } from '../domain/report/report';
import type { BatchInput, BatchSettings } from './batchInput';
import { batchOfArrival, plannedIn } from './batchOfArrival';
import { callRegardless, callUntilDone, isRefused } from './call';
import { importArrived } from './importArrived';
import { lookAfterBatch } from './lookAfterBatch';
import { mendArrival } from './mendArrival';
import { showProgress, type Steps } from './steps';
import { awaitTurn, giveTurnOn } from './turn';
import { verifyBatch } from './verifyBatch';

/** The input of the orchestration `importArrival`. It holds every setting that steers it, so that a replay never differs. */
export interface ImportArrivalInput extends BatchSettings {
  /** Name of the blob in the target's container. */
  blobName: string;
  manifestWaitMinutes: number;
  /** As in WatchedArrival. */
  takeOverMinutes?: number;
  /** What becomes of a blob with defects; absent where it is imported as it is. */
  onDefect?: OnDefect;
  startedBy: Caller;
  /** ISO 8601, UTC. */
  startedAt: string;
  /** True where its route takes one transfer at a time. */
  takesTurn?: true;
}

/** What is known at the end, apart from what is stored. */
interface Findings {
  batches: EndedBatch[];
  failures: Failure[];
  canceled?: true;
  /** What the doctor found at its beginning. */
  findings?: Finding[];
}

/** What it holds, and what is to be known of it. */
interface Planned {
  batch: Batch;
  warnings: Failure[];
}

type ArrivalBatch = ImportArrivalInput & BatchInput & Planned;

type Ended = Steps<{ outcome: TransferOutcome }>;

/**
 * Imports a blob that somebody put into the target's container: repair → manifest → import run → verification → report. Where its route takes one
 * transfer at a time, it waits for its turn.
 *
 * @returns the outcome; the report is in the app's own store
 */
export function* importArrival(context: OrchestrationContext, input: ImportArrivalInput): Ended {
  if (!input.takesTurn) return yield* importNow(context, input);
  const turn = yield* awaitTurn(context, input);
  const ended =
    turn.end === 'done' ? yield* importNow(context, input) : yield* writeReport(context, input, without(turn));
  yield* giveTurnOn(context, input);
  return ended;
}

function* importNow(context: OrchestrationContext, input: ImportArrivalInput): Ended {
  const opened = yield* callUntilDone(context, 'openTransfer', { transferId: input.transferId });
  if (opened.end === 'done' && opened.value.outcome) return { outcome: opened.value.outcome };
  let found: Findings;
  try {
    const kept = opened.end === 'done' ? opened.value.plan : undefined;
    const planned = kept ? done(plannedIn(kept)) : yield* plan(context, input);
    found = planned.end === 'done' ? yield* runBatch(context, { ...input, ...planned.value }) : without(planned);
  } catch (defect) {
    found = without(failed(internalError(defect)));
  }
  const findings = opened.end === 'done' ? opened.value.findings : undefined;
  return yield* writeReport(context, input, { ...found, ...(findings && { findings }) });
}

/** What is to be imported, once the blob is what its route wants. */
function* plan(context: OrchestrationContext, input: ImportArrivalInput): Steps<Ending<Planned>> {
  const mended = yield* mendArrival(context, input);
  return mended.end === 'done' ? yield* batchOfArrival(context, input, mended.value) : mended;
}

function without(ending: Exclude<Ending<unknown>, { end: 'done' }>): Findings {
  if (ending.end === 'failed') return { batches: [], failures: [ending.failure] };
  return { batches: [], failures: [], canceled: true };
}

/** Imports and verifies, unless an earlier orchestration has; then sees to the ledger and to the blob. */
function* runBatch(context: OrchestrationContext, input: ArrivalBatch): Steps<Findings> {
  const { transferId, batch } = input;
  if (!(yield* isStored(context, input))) {
    const result = yield* importAndVerify(context, input);
    const stored = yield* callUntilDone(context, 'storeBatchResult', { transferId, result });
    if (stored.end !== 'done') {
      const { failure } = stored;
      return { batches: [{ batch, result, ledgerFailure: failure, cleanUpFailure: failure }], failures: [] };
    }
  }
  showProgress(context, { phase: 'reporting', percentage: 0 });
  const upkeep = yield* lookAfterBatch(context, input, 'removeArrival');
  return { batches: [{ batch, ...upkeep }], failures: [] };
}

function* isStored(
  context: OrchestrationContext,
  { transferId, batch, life }: ImportArrivalInput & BatchInput,
): Steps<boolean> {
  if (life === undefined) return false;
  const opened = yield* callUntilDone(context, 'openBatch', { transferId, batch: batch.name });
  return opened.end === 'done' && opened.value.outcome !== undefined;
}

function* importAndVerify(context: OrchestrationContext, input: ArrivalBatch): Steps<BatchResult> {
  const { batch, blobName, warnings } = input;
  let found: BatchFindings = { blob: blobName, ...(warnings.length > 0 && { warnings }) };
  try {
    const imported = yield* importArrived(context, input);
    found = joinFindings(found, imported.found);
    if (imported.ending.end !== 'done') return endedBatch(batch, found, imported.ending);
    found = { ...found, importedAt: context.df.currentUtcDateTime.toISOString() };
    const { runFailure } = imported.ending.value;
    if (batch.artifacts.length === 0) return yield* listUnverified(context, input, found, runFailure);

    const { artifacts, failure } = yield* verifyBatch(context, input);
    if (failure) return unverifiedBatch(batch, found, artifacts, runFailure ? [failure, runFailure] : [failure]);
    return verifiedBatch(batch, found, artifacts, runFailure);
  } catch (thrown) {
    return endedBatch(batch, found, failed(internalError(thrown)));
  }
}

/** Without a manifest, what arrived is listed, as far as anybody says it, and nothing of it is verified. */
function* listUnverified(
  context: OrchestrationContext,
  input: ImportArrivalInput & BatchInput,
  found: BatchFindings,
  runFailure: Failure | undefined,
): Steps<BatchResult> {
  const { transferId, batch, manifestWaitMinutes } = input;
  const { resourceId: runId = pipelineRunName('import', transferId, batch.name, 1) } = found.importRun ?? {};
  showProgress(context, { phase: 'verifying', percentage: 0 });
  const asked = { transferId, runName: runId.slice(runId.lastIndexOf('/') + 1), waitedMinutes: manifestWaitMinutes };
  let listed = yield* callRegardless(context, 'listImported', asked, input);
  if (isRefused(listed)) {
    listed = yield* callRegardless(context, 'listImported', { ...asked, acceptRefusals: true }, input);
  }
  const failures = runFailure ? [runFailure] : [];
  if (listed.end !== 'done') {
    const unknown = new NotVerifiedError(input.blobName, inShort(listed.failure).message).toFailure();
    return unverifiedImport(batch, found, [], [...failures, unknown]);
  }
  const { artifacts, failure } = listed.value;
  return unverifiedImport(batch, found, artifacts, [...failures, failure]);
}

function* writeReport(
  context: OrchestrationContext,
  { transferId, route, startedBy, startedAt }: ImportArrivalInput,
  { batches, ...found }: Findings,
): Ended {
  showProgress(context, { phase: 'reporting', percentage: 0 });
  const finishedAt = context.df.currentUtcDateTime.toISOString();
  const transfer = { transferId, route, startedBy, startedAt, finishedAt, unplanned: [], ...found };
  const written = yield* callUntilDone(context, 'writeReport', { transfer, batches });
  if (written.end === 'failed')
    throw new Error(`The report of the transfer ${transferId} could not be written: ${written.failure.message}`);
  showProgress(context, { phase: 'reporting', percentage: 100 });
  return written.value;
}
