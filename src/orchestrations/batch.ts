import type { OrchestrationContext } from 'durable-functions';
import { done, failed, type Ending } from '../domain/failures/ending';
import { internalError, type Failure } from '../domain/failures/failure';
import { blobNameFor } from '../domain/names';
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
import { lookAtAll, verifyBatch } from './verifyBatch';

/** A batch that has run. */
export interface RanBatch {
  outcome: TransferOutcome;
  /** What it found, where that could not be stored. */
  result?: BatchResult;
  /** Why what it left behind may be stored nowhere. */
  cleanUpFailure?: Failure;
}

/**
 * The chain for one batch: export run → blob copy → import run → verification → clean-up. What it found, however it ended,
 * is stored in the state container, so that the history of its transfer does not grow with the number of artifacts.
 */
export function* batch(context: OrchestrationContext, input: BatchInput): Steps<Ending<RanBatch>> {
  const { transferId } = input;
  let outcome = yield* earlierOutcome(context, input);
  if (outcome === undefined) {
    const result = yield* runChain(context, input);
    outcome = result.report.outcome;
    const stored = yield* callUntilDone(context, 'storeBatchResult', { transferId, result });
    if (stored.end !== 'done') return done({ outcome, result, cleanUpFailure: stored.failure });
  }
  const cleaned = yield* callRegardless(context, 'cleanUp', { transferId, batch: input.batch.name }, CLEAN_UP);
  return done({ outcome, ...(cleaned.end === 'failed' && { cleanUpFailure: cleaned.failure }) });
}

/** What cannot be cleaned up soon is reported: a report must not wait for somebody else's lease. */
const CLEAN_UP = { patience: { stepMinutes: 10 } };

function* earlierOutcome(
  context: OrchestrationContext,
  { transferId, batch: { name }, life }: BatchInput,
): Steps<TransferOutcome | undefined> {
  if (life === undefined) return undefined;
  const opened = yield* callUntilDone(context, 'openBatch', { transferId, batch: name });
  return opened.end === 'done' ? opened.value.outcome : undefined;
}

function* runChain(context: OrchestrationContext, input: BatchInput): Steps<BatchResult> {
  const { transferId, batch: own } = input;
  let found: BatchFindings = {};
  try {
    const delivered = yield* deliveredBefore(context, input);
    if (delivered) return delivered;
    const exported = yield* exportBatch(context, input);
    found = exported.found;
    if (exported.ending.end !== 'done') return endedBatch(own, found, exported.ending);
    const blob = exported.ending.value;
    found = { ...found, exported: blob };

    const exportedAt = context.df.currentUtcDateTime.toISOString();
    const described = yield* callActivity(
      context,
      'writeManifest',
      { transferId, batch: own, blob, exportedAt },
      input,
    );
    if (described.end !== 'done') return endedBatch(own, found, described);
    const copied = yield* copyBlob(context, input, blob);
    found = { ...found, ...copied.found };
    if (copied.ending.end !== 'done') return endedBatch(own, found, copied.ending);

    const imported = yield* importBlob(context, input, blob.name);
    found = { ...found, ...imported.found };
    if (imported.ending.end !== 'done') return endedBatch(own, found, imported.ending);

    const verified = yield* verifyBatch(context, input);
    if (verified.end === 'failed') return unverifiedBatch(own, found, verified.failure);
    return verifiedBatch(own, found, verified.value.artifacts, imported.ending.value.runFailure);
  } catch (thrown) {
    return endedBatch(own, found, failed(internalError(thrown)));
  }
}

/** An earlier orchestration may have come as far as removing the blobs: what arrived is not exported again. */
function* deliveredBefore(context: OrchestrationContext, input: BatchInput): Steps<BatchResult | undefined> {
  const { transferId, route, batch: own, life } = input;
  if (life === undefined) return undefined;
  const looked = yield* lookAtAll(context, input, own.artifacts);
  if (looked.end === 'failed') return undefined;
  const found = { blob: blobNameFor(route, transferId, own.name) };
  const result = verifiedBatch(own, found, looked.value.artifacts);
  return result.report.outcome === 'succeeded' ? result : undefined;
}
