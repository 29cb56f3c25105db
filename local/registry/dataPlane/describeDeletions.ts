import type { ContentStore } from '../contentStore';
import { readManifest } from './manifestDocument';
import type { ManifestChange } from './registryChange';

/** What is going to be told of manifests that are about to be deleted; nothing of those that are not there. */
export async function describeDeletions(
  store: Pick<ContentStore, 'getManifest'>,
  repository: string,
  digests: readonly string[],
): Promise<ManifestChange[]> {
  const changes: ManifestChange[] = [];
  for (const digest of digests) {
    const manifest = await store.getManifest(repository, digest);
    if (!manifest) continue;
    const { mediaType, bytes } = manifest;
    const document = readManifest(bytes) ?? {};
    changes.push({ action: 'delete', repository, digest, mediaType, size: bytes.length, document });
  }
  return changes;
}
