import type { OrchestrationContext } from 'durable-functions';
import type { ExportedBlob } from '../transfer/exportedBlob';
import type { ReportDraft } from '../transfer/reportDraft';
import { callActivity } from './callActivity';
import { CANCELED, showProgress, type Step } from './step';
import type { TransferInput } from './transferInput';

/**
 * Copies the exported blob into the target container: plan, then ranges of blocks in short activities one after the
 * other, then commit. Whatever is cut off goes on with the blocks that are staged.
 */
export function* copyBlob(
  context: OrchestrationContext,
  input: TransferInput,
  blob: ExportedBlob,
  draft: ReportDraft,
): Step<{ committed: true }> {
  const { transferId, route } = input;
  showCopied(0);

  const planned = yield* callActivity(context, 'planCopy', { route, blob });
  if (!planned.ok) return planned;
  const { committed, blocksPerActivity, ...plan } = planned.value;
  draft.copy = { size: plan.size, blocks: plan.blockCount, contentMd5: blob.contentMd5 };

  for (let first = 0; first < plan.blockCount && !committed; first += blocksPerActivity) {
    const last = Math.min(first + blocksPerActivity, plan.blockCount) - 1;
    const copied = yield* callActivity(context, 'copyBlocks', { transferId, route, blob, plan, first, last });
    if (!copied.ok) return copied;
    if (copied.value.cancelRequested) return CANCELED;
    showCopied(Math.min((last + 1) * plan.blockSize, plan.size));
  }
  return yield* callActivity(context, 'commitBlob', { route, blob, plan });

  function showCopied(bytes: number): void {
    const percentage = blob.size === 0 ? 100 : Math.floor((bytes / blob.size) * 100);
    showProgress(context, { phase: 'copying', percentage, bytes, totalBytes: blob.size });
  }
}
