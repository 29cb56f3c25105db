import type { OrchestrationContext } from 'durable-functions';
import { failed } from '../domain/failures/ending';
import { internalError, type Failure } from '../domain/failures/failure';
import {
  endedBatch,
  unverifiedBatch,
  verifiedBatch,
  type BatchFindings,
  type BatchResult,
} from '../domain/report/batchResult';
import { joinFindings } from '../domain/report/joinFindings';
import { isDone } from '../domain/report/report';
import type { BatchInput } from './batchInput';
import { callActivity, callRegardless } from './call';
import { exportBatch } from './exportBatch';
import type { Steps } from './steps';
import { verifyBatch } from './verifyBatch';

/**
 * The chain for one batch of a route without a target: export run → another look at the source → manifest beside the blob. The
 * manifest comes last, because whoever carries blobs takes those that have one.
 */
export function* exportHalf(context: OrchestrationContext, input: BatchInput): Steps<BatchResult> {
  const { transferId, batch } = input;
  let found: BatchFindings = {};
  try {
    const exported = yield* exportBatch(context, input);
    found = exported.found;
    if (exported.ending.end !== 'done') return endedBatch(batch, found, exported.ending);
    const blob = exported.ending.value;
    const exportedAt = context.df.currentUtcDateTime.toISOString();
    found = { ...found, exported: blob, exportedAt };

    const { artifacts, failure } = yield* verifyBatch(context, input);
    if (artifacts.some(isDone)) found = joinFindings(found, { warnings: yield* warningsOf(context, input) });
    const result = failure
      ? unverifiedBatch(batch, found, artifacts, [failure])
      : verifiedBatch(batch, found, artifacts);
    if (!result.artifacts.some(isDone)) return result;

    const manifest = { transferId, batch, blob, exportedAt };
    const described = yield* callActivity(context, 'writeExportManifest', manifest, input);
    if (described.end !== 'done') return endedBatch(batch, found, described);
    return { ...result, report: { ...result.report, toCarry: described.value } };
  } catch (thrown) {
    return endedBatch(batch, found, failed(internalError(thrown)));
  }
}

/** What cannot be read soon is told: the manifest must not wait for it. */
const WARNING_MINUTES = 10;

function* warningsOf(context: OrchestrationContext, { transferId, patience }: BatchInput): Steps<Failure[]> {
  const soon = { patience: { ...patience, stepMinutes: WARNING_MINUTES } };
  const looked = yield* callRegardless(context, 'lookAtExportPipeline', { transferId }, soon);
  return looked.end === 'done' ? looked.value.warnings : [looked.failure];
}
