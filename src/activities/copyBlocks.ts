import { blocksBetween, type BlockPlan } from '../transfer/blockPlan';
import type { ExportedBlob } from '../transfer/exportedBlob';
import { wholeRoute, type ActivityDependencies } from './dependencies';
import { mapConcurrently } from './mapConcurrently';

/**
 * Copies blocks `first` to `last` (both included) by Put Block From URL, leaving out those that are staged already:
 * whoever staged them, their ids tell that they come from this very source.
 */
export function createCopyBlocks(deps: ActivityDependencies) {
  return async (input: {
    transferId: string;
    route: string;
    blob: ExportedBlob;
    plan: BlockPlan;
    first: number;
    last: number;
  }): Promise<{ cancelRequested: boolean }> => {
    const { transferId, blob, plan, first, last } = input;
    const { source, target, copy } = await wholeRoute(deps, input.route);
    const staged = await deps.blockCopy.stagedBlocks(target, blob.name);
    const missing = blocksBetween(plan, blob.etag, first, last).filter(({ id, length }) => staged.get(id) !== length);

    let cancelRequested = await deps.transfers.isCancelRequested(transferId);
    if (missing.length === 0 || cancelRequested) return { cancelRequested };

    const url = await deps.sourceUrlFor(source, blob.name);
    const stage = deps.blockCopy.stagerFor(target, blob.name, { url, etag: blob.etag });
    await mapConcurrently(missing, copy.concurrency, async (block) => {
      cancelRequested ||= await deps.transfers.isCancelRequested(transferId);
      if (!cancelRequested) await stage(block);
    });
    return { cancelRequested };
  };
}
