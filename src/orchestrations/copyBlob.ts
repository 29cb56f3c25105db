import type { OrchestrationContext, Task } from 'durable-functions';
import type { PlannedCopy } from '../activities/planCopy';
import type { ExportedBlob } from '../domain/copy/exportedBlob';
import { failureFromThrown, type Failure } from '../domain/failures/failure';
import type { ReportDraft } from '../domain/reportDraft';
import { callActivity } from './callActivity';
import type { CopyLaneInput, LaneEnd } from './copyLane';
import { showProgress, type Step } from './step';
import type { TransferInput } from './transferInput';

/**
 * Copies the exported blob into the target container: plan, lanes of block ranges, commit. Where the target's storage
 * cannot read the source, the app relays the bytes. Whatever is cut off goes on with the blocks that are staged.
 */
export function* copyBlob(
  context: OrchestrationContext,
  input: TransferInput,
  blob: ExportedBlob,
  draft: ReportDraft,
): Step<{ committed: true }> {
  const { route } = input;
  showProgress(context, { phase: 'copying', percentage: 0, bytes: 0, totalBytes: blob.size });
  let planned = yield* callActivity(context, 'planCopy', { route, blob });
  if (!planned.ok) return planned;

  let copied = yield* copyLanes(context, input, blob, planned.value);
  const { fallback } = planned.value;
  let fallbackReason: Failure | undefined;
  if (copied.ok && copied.value.refused && fallback) {
    fallbackReason = copied.value.refused;
    planned = yield* callActivity(context, 'planCopy', { route, blob, strategy: fallback });
    if (!planned.ok) return planned;
    copied = yield* copyLanes(context, input, blob, planned.value);
  }
  const { plan, replaces } = planned.value;
  draft.copy = {
    strategy: plan.strategy,
    ...(fallbackReason && { fallbackReason }),
    size: plan.size,
    blocks: plan.blockCount,
    contentMd5: blob.contentMd5,
    committed: false,
  };
  if (!copied.ok) return copied;
  showProgress(context, { phase: 'copying', percentage: 100, bytes: blob.size, totalBytes: blob.size });
  const done = yield* callActivity(context, 'commitBlob', { route, blob, plan, ...(replaces && { replaces }) });
  draft.copy.committed = done.ok;
  return done;
}

/** Lanes are orchestrations of their own, under one Task.all: a window over open tasks would schedule them again. */
function* copyLanes(
  context: OrchestrationContext,
  { transferId, route }: TransferInput,
  blob: ExportedBlob,
  { plan, committed, fallback }: PlannedCopy,
): Generator<Task, LaneEnd, never> {
  if (committed || plan.blockCount === 0) return { ok: true, value: {} };
  const lanes = Array.from({ length: plan.lanes }, (_, lane) => `${transferId}-${plan.strategy}-${lane}`);
  showProgress(context, { phase: 'copying', percentage: 0, bytes: 0, totalBytes: blob.size, lanes });
  const mayFallBack = fallback !== undefined;
  const tasks = lanes.map((id, lane) => {
    const input: CopyLaneInput = { transferId, route, blob, plan, lane, mayFallBack };
    return context.df.callSubOrchestrator('copyLane', input, id);
  });
  try {
    return worstOf(yield context.df.Task.all(tasks));
  } catch (defect) {
    return { ok: false, failure: failureFromThrown(defect) };
  }
}

/** A lane that failed outweighs one that was canceled, and that one whatever was refused. */
function worstOf(ends: LaneEnd[]): LaneEnd {
  const failed = ends.find((end) => !end.ok && 'failure' in end);
  const canceled = ends.find((end) => !end.ok);
  const refused = ends.find((end) => end.ok && end.value.refused);
  return failed ?? canceled ?? refused ?? { ok: true, value: {} };
}
