import { blobUri } from '../azure/blobs';
import { blocksBetween, type BlockPlan } from '../transfer/blockPlan';
import { BlocksMissingError, TargetBlobConflictError } from '../transfer/errors';
import { isCopyOf, type ExportedBlob } from '../transfer/exportedBlob';
import { wholeRoute, type ActivityDependencies } from './dependencies';

/**
 * Makes the copied blob visible, whole, with the source's Content-MD5 and metadata. A commit that was done before, or
 * whose answer was lost, is recognised by the content that is there.
 */
export function createCommitBlob(deps: ActivityDependencies) {
  return async (input: {
    route: string;
    blob: ExportedBlob;
    plan: BlockPlan;
    /** ETag of the target blob that this commit replaces. */
    replaces?: string;
  }): Promise<{ committed: true }> => {
    const { blob, plan, replaces } = input;
    const { target } = await wholeRoute(deps, input.route);
    if (await isCommitted()) return { committed: true };

    const blocks = plan.blockCount === 0 ? [] : blocksBetween(plan, blob.etag, 0, plan.blockCount - 1);
    const staged = await deps.blockLists.staged(target, blob.name);
    const missing = blocks.filter(({ id, length }) => staged.get(id) !== length).length;
    if (missing > 0) {
      // An activity may run twice at once: the other one's commit takes the blocks away.
      if (await isCommitted()) return { committed: true };
      throw new BlocksMissingError(blobUri(target, blob.name), missing);
    }
    const blockIds = blocks.map(({ id }) => id);
    try {
      await deps.blockLists.commit(target, blob.name, blockIds, blob, replaces);
    } catch (error) {
      if (!(error instanceof TargetBlobConflictError) || !(await isCommitted())) throw error;
    }
    return { committed: true };

    async function isCommitted(): Promise<boolean> {
      const existing = await deps.blobs.head(target, blob.name);
      return existing !== undefined && existing.etag !== replaces && isCopyOf(existing, blob);
    }
  };
}
