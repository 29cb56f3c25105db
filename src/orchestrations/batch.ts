import type { OrchestrationContext } from 'durable-functions';
import { done, failed, type Ending } from '../domain/failures/ending';
import { internalError, type Failure } from '../domain/failures/failure';
import { blobNameFor, pipelineRunName } from '../domain/names';
import {
  endedBatch,
  unverifiedBatch,
  verifiedBatch,
  type BatchFindings,
  type BatchResult,
} from '../domain/report/batchResult';
import { joinFindings } from '../domain/report/joinFindings';
import type { TransferOutcome } from '../domain/report/report';
import type { BatchInput } from './batchInput';
import { callActivity, callUntilDone } from './call';
import { copyBlob } from './copyBlob';
import { exportBatch } from './exportBatch';
import { exportHalf } from './exportHalf';
import { exportRunBefore } from './exportRunBefore';
import { importBlob } from './importBlob';
import { lookAfterBatch } from './lookAfterBatch';
import { giveBackInherited } from './slot';
import type { Steps } from './steps';
import { tryPartsAgain } from './tryPartsAgain';
import { verifyBatch } from './verifyBatch';

/** A batch that has run. */
export interface RanBatch {
  outcome: TransferOutcome;
  /** What it found, where that could not be stored. */
  result?: BatchResult;
  /** Why what it delivered may not be in the ledger. */
  ledgerFailure?: Failure;
  /** Why what it left behind may be stored nowhere. */
  cleanUpFailure?: Failure;
}

/**
 * The chain for one batch: export run → blob copy → import run → verification → ledger → clean-up. On a route without a target it is
 * export run → another look at the source → ledger. What it found, however
 * it ended, is stored in the state container, so that the history of its transfer does not grow with the number of artifacts.
 */
export function* batch(context: OrchestrationContext, input: BatchInput): Steps<Ending<RanBatch>> {
  const { transferId } = input;
  let outcome = yield* earlierOutcome(context, input);
  if (outcome === undefined) {
    const result = yield* input.exportOnly ? exportHalf(context, input) : runChain(context, input);
    const parts = input.isPart ? [] : yield* tryPartsAgain(context, input, result, batch);
    const stored = yield* callUntilDone(context, 'storeBatchResult', {
      transferId,
      result,
      ...(parts.length > 0 && { parts }),
    });
    outcome = stored.end === 'done' ? stored.value.outcome : result.report.outcome;
    if (stored.end !== 'done') {
      return done({ outcome, result, ledgerFailure: stored.failure, cleanUpFailure: stored.failure });
    }
  }
  const failures = yield* lookAfterBatch(context, input, 'cleanUp');
  // Who waits for a batch carries nothing of it but its outcome where there are very many, or where it is a part.
  const isUpkept = Object.keys(failures).length === 0;
  if (!isUpkept) yield* callUntilDone(context, 'keepUpkeepFailures', { transferId, batch: input.batch.name, failures });
  return done({ outcome, ...failures });
}

function* earlierOutcome(
  context: OrchestrationContext,
  { transferId, batch: { name }, life }: BatchInput,
): Steps<TransferOutcome | undefined> {
  if (life === undefined) return undefined;
  const opened = yield* callUntilDone(context, 'openBatch', { transferId, batch: name });
  return opened.end === 'done' ? opened.value.outcome : undefined;
}

function* runChain(context: OrchestrationContext, input: BatchInput): Steps<BatchResult> {
  const { batch: own } = input;
  let found: BatchFindings = {};
  try {
    const before = yield* importedBefore(context, input);
    const brought = before ?? (yield* bringBlob(context, input));
    found = brought.found;
    if (brought.ending.end !== 'done') return endedBatch(own, found, brought.ending);

    const imported = yield* importBlob(context, input, brought.ending.value);
    found = joinFindings(found, imported.found);
    if (imported.ending.end !== 'done') return endedBatch(own, found, imported.ending);

    found = { ...found, importedAt: context.df.currentUtcDateTime.toISOString() };
    const { artifacts, failure } = yield* verifyBatch(context, input);
    const { runFailure } = imported.ending.value;
    if (failure) return unverifiedBatch(own, found, artifacts, runFailure ? [failure, runFailure] : [failure]);
    return verifiedBatch(own, found, artifacts, runFailure);
  } catch (thrown) {
    return endedBatch(own, found, failed(internalError(thrown)));
  }
}

/** Ends with the name of the blob in the target container. */
interface BroughtBlob {
  ending: Ending<string>;
  found: BatchFindings;
}

/** Exports a batch, and copies the blob into the target container. */
function* bringBlob(context: OrchestrationContext, input: BatchInput): Steps<BroughtBlob> {
  const { transferId, batch: own } = input;
  const exported = yield* exportBatch(context, input);
  if (exported.ending.end !== 'done') return { ending: exported.ending, found: exported.found };
  const blob = exported.ending.value;
  const found = { ...exported.found, exported: blob };

  const exportedAt = context.df.currentUtcDateTime.toISOString();
  const manifest = { transferId, batch: own, blob, exportedAt };
  const described = yield* callActivity(context, 'writeManifest', manifest, input);
  if (described.end !== 'done') return { ending: described, found };
  const copied = yield* copyBlob(context, input, blob);
  const ending = copied.ending.end === 'done' ? done(blob.name) : copied.ending;
  return { ending, found: { ...found, ...copied.found } };
}

/**
 * An earlier orchestration may have come as far as the import run. Then the blob is not touched any more: that run may be
 * reading it, and what the run has read nobody needs to export again.
 *
 * @returns undefined where there is no such run
 */
function* importedBefore(context: OrchestrationContext, input: BatchInput): Steps<BroughtBlob | undefined> {
  const { transferId, route, batch: own, life } = input;
  if (life === undefined) return undefined;
  const runName = pipelineRunName('import', transferId, own.name, 1);
  const blob = blobNameFor(route, transferId, own.name);
  const looked = yield* callActivity(context, 'checkRun', { transferId, kind: 'import', runName }, input);
  if (looked.end === 'done' && looked.value.phase === 'absent') return undefined;
  const found = { blob, ...(yield* exportRunBefore(context, input)) };
  if (looked.end === 'done') return { ending: done(blob), found };
  yield* giveBackInherited(context, input);
  return { ending: looked, found: { ...found, importRun: { resourceId: runName, outcome: 'unknown' } } };
}
