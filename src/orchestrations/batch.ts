import type { OrchestrationContext } from 'durable-functions';
import type { ExportedBlob } from '../domain/copy/exportedBlob';
import { done, failed, type Ending } from '../domain/failures/ending';
import { internalError } from '../domain/failures/failure';
import {
  endedBatch,
  unverifiedBatch,
  verifiedBatch,
  type BatchFindings,
  type BatchResult,
} from '../domain/report/batchResult';
import type { TransferOutcome } from '../domain/report/report';
import type { BatchInput } from './batchInput';
import { callActivity, callRegardless, callUntilDone } from './call';
import { copyBlob } from './copyBlob';
import { exportBatch } from './exportBatch';
import { importBlob } from './importBlob';
import type { Steps } from './steps';
import { verifyBatch } from './verifyBatch';

/** A batch that has run. */
export interface RanBatch {
  outcome: TransferOutcome;
  /** What it found, where that could not be stored. */
  result?: BatchResult;
}

/**
 * The chain for one batch: export run → blob copy → import run → verification. What it found, however it ended, is
 * stored in the state container, so that the history of its transfer does not grow with the number of artifacts.
 */
export function* batch(context: OrchestrationContext, input: BatchInput): Steps<Ending<RanBatch>> {
  const result = yield* runChain(context, input);
  const { transferId } = input;
  const stored = yield* callUntilDone(context, 'storeBatchResult', { transferId, result });
  const { outcome } = result.report;
  return done(stored.end === 'done' ? { outcome } : { outcome, result });
}

/** What cannot be cleaned up soon is reported: a report must not wait for somebody else's lease. */
const CLEAN_UP = { patience: { stepMinutes: 10 } };

function* runChain(context: OrchestrationContext, input: BatchInput): Steps<BatchResult> {
  const { transferId, batch: own } = input;
  let found: BatchFindings = {};
  let result: BatchResult | undefined;
  try {
    const exported = yield* exportBatch(context, input);
    found = exported.found;
    if (exported.ending.end !== 'done') return endedBatch(own, found, exported.ending);
    const blob = exported.ending.value;

    const exportedAt = context.df.currentUtcDateTime.toISOString();
    const manifest = { transferId, batch: own, blob, exportedAt };
    const described = yield* callActivity(context, 'writeManifest', manifest, input);
    const copied = described.end === 'done' ? yield* copyBlob(context, input, blob) : { ending: described, found: {} };
    found = { ...found, ...copied.found };
    if (copied.ending.end !== 'done') {
      found = { ...found, ...(yield* discard(context, input, blob)) };
      return endedBatch(own, found, copied.ending);
    }

    const imported = yield* importBlob(context, input, blob.name);
    found = { ...found, ...imported.found };
    if (imported.ending.end !== 'done') {
      // A run that was begun reads the blob.
      if (!imported.found.importRun) found = { ...found, ...(yield* discard(context, input, blob)) };
      return endedBatch(own, found, imported.ending);
    }

    const verified = yield* verifyBatch(context, input);
    if (verified.end === 'failed') return unverifiedBatch(own, found, verified.failure);
    const { artifacts } = verified.value;
    result = verifiedBatch(own, found, artifacts, imported.ending.value.runFailure);
    if (result.report.outcome !== 'succeeded') return result;
    return verifiedBatch(own, { ...found, ...(yield* deleteBlobs(context, input, blob)) }, artifacts);
  } catch (thrown) {
    const defect = internalError(thrown);
    // What was verified stays so.
    return result
      ? { ...result, cleanUpFailures: [...result.cleanUpFailures, defect] }
      : endedBatch(own, found, failed(defect));
  }
}

function* deleteBlobs(context: OrchestrationContext, input: BatchInput, blob: ExportedBlob): Steps<BatchFindings> {
  const { transferId } = input;
  const deleted = yield* callRegardless(context, 'deleteBlobs', { transferId, blobName: blob.name }, CLEAN_UP);
  if (deleted.end === 'failed') return { blobsDeleted: false, cleanUpFailures: [deleted.failure] };
  return { blobsDeleted: deleted.value.deleted };
}

function* discard(context: OrchestrationContext, input: BatchInput, blob: ExportedBlob): Steps<BatchFindings> {
  const { transferId } = input;
  const discarded = yield* callRegardless(context, 'discardCopy', { transferId, blob }, CLEAN_UP);
  return discarded.end === 'failed' ? { cleanUpFailures: [discarded.failure] } : {};
}
