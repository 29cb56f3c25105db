import { manifestNameFor } from '../../domain/names';
import type { ActivityDependencies } from '../dependencies';
import { bothEnds, type OfTransfer } from '../ends';

/** Deletes the exported blob, its copy and the manifest, unless the route keeps them. Called only after verification. */
export async function deleteBlobs(
  deps: Pick<ActivityDependencies, 'transfers' | 'blobs'>,
  input: OfTransfer & { blobName: string },
): Promise<{ deleted: boolean }> {
  const { source, target, keepBlobs } = await bothEnds(deps, input);
  if (keepBlobs) return { deleted: false };
  await deps.blobs.remove(source, input.blobName);
  await deps.blobs.remove(target, input.blobName);
  await deps.blobs.remove(target, manifestNameFor(input.blobName));
  return { deleted: true };
}
