import { allBlocks, missingBlocks, type BlockPlan } from '../../domain/copy/blockPlan';
import { BlocksMissingError, TargetBlobConflictError } from '../../domain/failures/errors';
import { isCopyOf, type ExportedBlob } from '../../domain/copy/exportedBlob';
import type { ActivityDependencies } from '../dependencies';
import { targetOf, type OfTransfer } from '../ends';
import { blobUri } from '../../domain/route';

/**
 * Makes the copied blob visible, whole, with the source's Content-MD5 and metadata. A commit that was done before, or
 * whose answer was lost, is recognised by the content that is there.
 */
export async function commitBlob(
  deps: Pick<ActivityDependencies, 'transfers' | 'blobs' | 'blockLists'>,
  input: OfTransfer & {
    blob: ExportedBlob;
    plan: BlockPlan;
    /** ETag of the target blob that this commit replaces. */
    replaces?: string;
  },
): Promise<{ committed: true }> {
  const { blob, plan, replaces } = input;
  const { target } = await targetOf(deps, input);
  if (await isCommitted()) return { committed: true };

  const blocks = allBlocks(plan, blob.etag);
  const staged = await deps.blockLists.staged(target, blob.name);
  const missing = missingBlocks(blocks, staged).length;
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
}
