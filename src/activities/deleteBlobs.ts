import { manifestNameFor } from '../domain/names';
import { wholeRoute, type ActivityDependencies } from './dependencies';

/** Deletes the exported blob, its copy and the manifest, unless the route keeps them. Called only after verification. */
export function createDeleteBlobs(deps: ActivityDependencies) {
  return async (input: { route: string; blobName: string }): Promise<{ deleted: boolean }> => {
    const { source, target, keepBlobs } = await wholeRoute(deps, input.route);
    if (keepBlobs) return { deleted: false };
    await deps.blobs.remove(source, input.blobName);
    await deps.blobs.remove(target, input.blobName);
    await deps.blobs.remove(target, manifestNameFor(input.blobName));
    return { deleted: true };
  };
}
