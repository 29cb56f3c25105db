import type { OrchestrationContext } from 'durable-functions';
import type { PlannedCopy } from '../activities/copy/planCopy';
import type { ExportedBlob } from '../domain/copy/exportedBlob';
import { done, type Ending } from '../domain/failures/ending';
import type { Failure } from '../domain/failures/failure';
import { batchInstanceId } from '../domain/names';
import type { BatchReport, CopyReport } from '../domain/report/report';
import type { BatchInput } from './batchInput';
import { callActivity, callOrchestrations } from './call';
import { copyLane, type CopiedLane } from './copyLane';
import { showProgress, type Step, type Steps } from './steps';

/**
 * Copies the exported blob into the target container: plan, lanes of block ranges, commit. Where the target's storage
 * cannot read the source, the app relays the bytes. An interrupted copy goes on from the blocks that are staged.
 */
export function* copyBlob(
  context: OrchestrationContext,
  input: BatchInput,
  blob: ExportedBlob,
): Step<{ committed: true }, { found: Pick<BatchReport, 'copy'> }> {
  const { route } = input;
  showProgress(context, { phase: 'copying', percentage: 0, bytes: 0, totalBytes: blob.size });
  let planned = yield* callActivity(context, 'planCopy', { route, blob });
  if (planned.end !== 'done') return { ending: planned, found: {} };

  let copied = yield* copyLanes(context, input, blob, planned.value);
  const { fallback } = planned.value;
  let fallbackReason: Failure | undefined;
  if (copied.end === 'done' && copied.value.refused && fallback) {
    fallbackReason = copied.value.refused;
    planned = yield* callActivity(context, 'planCopy', { route, blob, strategy: fallback });
    if (planned.end !== 'done') return { ending: planned, found: {} };
    copied = yield* copyLanes(context, input, blob, planned.value);
  }
  const { plan, replaces } = planned.value;
  const copy: CopyReport = {
    strategy: plan.strategy,
    ...(fallbackReason && { fallbackReason }),
    size: plan.size,
    blocks: plan.blockCount,
    contentMd5: blob.contentMd5,
    committed: false,
  };
  if (copied.end !== 'done') return { ending: copied, found: { copy } };
  showProgress(context, { phase: 'copying', percentage: 100, bytes: blob.size, totalBytes: blob.size });
  const ending = yield* callActivity(context, 'commitBlob', { route, blob, plan, ...(replaces && { replaces }) });
  return { ending, found: { copy: { ...copy, committed: ending.end === 'done' } } };
}

function* copyLanes(
  context: OrchestrationContext,
  { transferId, route, batch }: BatchInput,
  blob: ExportedBlob,
  { plan, committed, fallback }: PlannedCopy,
): Steps<Ending<CopiedLane>> {
  if (committed || plan.blockCount === 0) return done({});
  const mayFallBack = fallback !== undefined;
  const calls = Array.from({ length: plan.lanes }, (_, lane) => ({
    id: `${batchInstanceId(transferId, batch.name)}-${plan.strategy}-${lane}`,
    input: { transferId, route, blob, plan, lane, mayFallBack },
  }));
  const lanes = calls.map(({ id }) => id);
  showProgress(context, { phase: 'copying', percentage: 0, bytes: 0, totalBytes: blob.size, lanes });
  return worstOf(yield* callOrchestrations(context, copyLane, calls));
}

/** A lane that failed outweighs one that was canceled, and that one whatever was refused. */
function worstOf(endings: Ending<CopiedLane>[]): Ending<CopiedLane> {
  const failed = endings.find(({ end }) => end === 'failed');
  const canceled = endings.find(({ end }) => end === 'canceled');
  const refused = endings.find((ending) => ending.end === 'done' && ending.value.refused);
  return failed ?? canceled ?? refused ?? done({});
}
