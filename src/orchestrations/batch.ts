import type { OrchestrationContext } from 'durable-functions';
import type { ExportedBlob } from '../domain/copy/exportedBlob';
import { done, failed, type Ending } from '../domain/failures/ending';
import { failureFromThrown } from '../domain/failures/failure';
import {
  endedBatch,
  unverifiedBatch,
  verifiedBatch,
  type BatchFindings,
  type BatchResult,
} from '../domain/report/batchResult';
import type { TransferOutcome } from '../domain/report/report';
import type { BatchInput } from './batchInput';
import { callActivity } from './call';
import { copyBlob } from './copyBlob';
import { exportBatch } from './exportBatch';
import { importBlob } from './importBlob';
import { showProgress, type Steps } from './steps';

/**
 * The chain for one batch: export run → blob copy → import run → verification. What it found, however it ended, is
 * stored in the state container, so that the history of its transfer does not grow with the number of artifacts.
 */
export function* batch(context: OrchestrationContext, input: BatchInput): Steps<Ending<{ outcome: TransferOutcome }>> {
  const result = yield* runChain(context, input);
  const { transferId } = input;
  const stored = yield* callActivity(context, 'storeBatchResult', { transferId, result });
  return stored.end === 'done' ? done({ outcome: result.report.outcome }) : stored;
}

function* runChain(context: OrchestrationContext, input: BatchInput): Steps<BatchResult> {
  const { transferId, route, batch: own } = input;
  let found: BatchFindings = {};
  try {
    const exported = yield* exportBatch(context, input);
    found = exported.found;
    if (exported.ending.end !== 'done') return endedBatch(own, found, exported.ending);
    const blob = exported.ending.value;

    const exportedAt = context.df.currentUtcDateTime.toISOString();
    const described = yield* callActivity(context, 'writeManifest', {
      transferId,
      route,
      batch: own,
      blob,
      exportedAt,
    });
    const copied = described.end === 'done' ? yield* copyBlob(context, input, blob) : { ending: described, found: {} };
    found = { ...found, ...copied.found };
    if (copied.ending.end !== 'done') {
      found = { ...found, ...(yield* discard(context, route, blob)) };
      return endedBatch(own, found, copied.ending);
    }

    const imported = yield* importBlob(context, input, blob.name);
    found = { ...found, ...imported.found };
    if (imported.ending.end !== 'done') {
      // A run that was started still reads the blob.
      if (!imported.found.importRun) found = { ...found, ...(yield* discard(context, route, blob)) };
      return endedBatch(own, found, imported.ending);
    }

    showProgress(context, { phase: 'verifying', percentage: 0 });
    const verified = yield* callActivity(context, 'verifyArtifacts', { route, batch: own });
    if (verified.end === 'failed') return unverifiedBatch(own, found, verified.failure);
    showProgress(context, { phase: 'verifying', percentage: 100 });
    const { runFailure } = imported.ending.value;
    const result = verifiedBatch(own, found, verified.value.artifacts, runFailure);
    if (result.report.outcome !== 'succeeded') return result;
    found = { ...found, ...(yield* deleteBlobs(context, route, blob)) };
    return verifiedBatch(own, found, verified.value.artifacts);
  } catch (defect) {
    return endedBatch(own, found, failed(failureFromThrown(defect)));
  }
}

function* deleteBlobs(context: OrchestrationContext, route: string, blob: ExportedBlob): Steps<BatchFindings> {
  const deleted = yield* callActivity(context, 'deleteBlobs', { route, blobName: blob.name });
  if (deleted.end === 'failed') return { blobsDeleted: false, cleanUpFailures: [deleted.failure] };
  return { blobsDeleted: deleted.value.deleted };
}

function* discard(context: OrchestrationContext, route: string, blob: ExportedBlob): Steps<BatchFindings> {
  const discarded = yield* callActivity(context, 'discardCopy', { route, blob });
  return discarded.end === 'failed' ? { cleanUpFailures: [discarded.failure] } : {};
}
