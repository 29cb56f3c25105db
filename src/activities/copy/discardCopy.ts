import { isCopyOf, isDiscarded, type ExportedBlob } from '../../domain/copy/exportedBlob';
import { manifestNameFor } from '../../domain/names';
import type { ActivityDependencies } from '../dependencies';
import { targetOf, type OfTransfer } from '../ends';

/**
 * Leaves nothing of a copy that will not be imported in the target container: no uncommitted blocks, no manifest, and
 * no blob that the registry's own import trigger could pick up. A blob with other content, which the copy would not
 * or could not replace, was not made by this transfer: it stays.
 */
export async function discardCopy(
  deps: Pick<ActivityDependencies, 'transfers' | 'blobs' | 'blockLists'>,
  input: OfTransfer & { blob: ExportedBlob },
): Promise<{ discardedBlocks: number }> {
  const { blob } = input;
  const { target } = await targetOf(deps, input);
  const staged = await deps.blockLists.staged(target, blob.name);
  if (staged.size > 0) await deps.blockLists.discard(target, blob.name);
  const existing = await deps.blobs.head(target, blob.name);
  if (existing && (isCopyOf(existing, blob) || isDiscarded(existing))) await deps.blobs.remove(target, blob.name);
  await deps.blobs.remove(target, manifestNameFor(blob.name));
  return { discardedBlocks: staged.size };
}
