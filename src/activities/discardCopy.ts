import { manifestNameFor } from '../transfer/names';
import { wholeRoute, type ActivityDependencies } from './dependencies';

/**
 * Leaves nothing of a copy that will not be imported in the target container: no uncommitted blocks, no manifest, and
 * no blob that the registry's own import trigger could pick up.
 */
export function createDiscardCopy(deps: ActivityDependencies) {
  return async (input: { route: string; blobName: string }): Promise<{ discardedBlocks: number }> => {
    const { target } = await wholeRoute(deps, input.route);
    const staged = await deps.blockLists.staged(target, input.blobName);
    if (staged.size > 0) await deps.blockLists.discard(target, input.blobName);
    await deps.blobs.remove(target, input.blobName);
    await deps.blobs.remove(target, manifestNameFor(input.blobName));
    return { discardedBlocks: staged.size };
  };
}
