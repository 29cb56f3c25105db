import type { OrchestrationContext } from 'durable-functions';
import type { PlannedCopy } from '../activities/copy/planCopy';
import type { CopyPlan } from '../domain/copy/copyPlan';
import type { ExportedBlob } from '../domain/copy/exportedBlob';
import { done, type Ending } from '../domain/failures/ending';
import { BlocksMissingError } from '../domain/failures/errors';
import { isCausedBy, type Failure } from '../domain/failures/failure';
import type { BatchReport, CopyReport } from '../domain/report/report';
import type { BatchInput } from './batchInput';
import { callActivity, callOrchestrations } from './call';
import { copyLane, type CopiedLane } from './copyLane';
import { showProgress, type Step, type Steps } from './steps';

/** Blocks that were staged may vanish, as when the storage was restored: as often they are copied again. */
const ROUNDS = 5;

/**
 * Copies the exported blob into the target container: plan, lanes of block ranges, commit. Where the target's storage
 * cannot read the source, the app relays the bytes. An interrupted copy goes on from the blocks that are staged.
 */
export function* copyBlob(
  context: OrchestrationContext,
  input: BatchInput,
  blob: ExportedBlob,
): Step<{ committed: true }, { found: Pick<BatchReport, 'copy'> }> {
  const { transferId } = input;
  showProgress(context, { phase: 'copying', percentage: 0, bytes: 0, totalBytes: blob.size });
  const first = yield* callActivity(context, 'planCopy', { transferId, blob }, input);
  if (first.end !== 'done') return { ending: first, found: {} };
  let planned: PlannedCopy = first.value;

  let fallbackReason: Failure | undefined;
  for (let round = 1; ; round += 1) {
    const copied = yield* copyLanes(context, input, blob, planned, round);
    const { fallback, plan, replaces }: PlannedCopy = planned;
    if (copied.end === 'done' && copied.value.refused && fallback) {
      fallbackReason = copied.value.refused;
      const again = yield* callActivity(context, 'planCopy', { transferId, blob, strategy: fallback }, input);
      if (again.end !== 'done') return { ending: again, found: {} };
      planned = again.value;
      continue;
    }
    const copy = reportOf(blob, plan, fallbackReason);
    if (copied.end !== 'done') return { ending: copied, found: { copy } };
    showProgress(context, { phase: 'copying', percentage: 100, bytes: blob.size, totalBytes: blob.size });
    const commit = { transferId, blob, plan, ...(replaces && { replaces }) };
    const ending = yield* callActivity(context, 'commitBlob', commit, input);
    const vanished = ending.end === 'failed' && isCausedBy(ending.failure, BlocksMissingError);
    if (!vanished || round >= ROUNDS) return { ending, found: { copy: { ...copy, committed: ending.end === 'done' } } };
  }
}

function reportOf(blob: ExportedBlob, plan: CopyPlan, fallbackReason: Failure | undefined): CopyReport {
  return {
    strategy: plan.strategy,
    ...(fallbackReason && { fallbackReason }),
    size: plan.size,
    blocks: plan.blockCount,
    contentMd5: blob.contentMd5,
    committed: false,
  };
}

function* copyLanes(
  context: OrchestrationContext,
  { transferId, patience }: BatchInput,
  blob: ExportedBlob,
  { plan, committed, fallback }: PlannedCopy,
  round: number,
): Steps<Ending<CopiedLane>> {
  if (committed || plan.blockCount === 0) return done({});
  const mayFallBack = fallback !== undefined;
  const copy = `${context.df.instanceId}-${plan.strategy}${round === 1 ? '' : `-again${round}`}`;
  const calls = Array.from({ length: plan.lanes }, (_, lane) => ({
    id: `${copy}-${lane}`,
    input: { transferId, blob, plan, lane, mayFallBack, patience },
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
