import type { ContentStore } from './contentStore';
import { blobsOf, type ManifestDocument } from './dataPlane/manifestDocument';
import { parseDigest } from './digest';
import { isForeign } from './foreignLayer';

/**
 * The first thing that a manifest names and its repository lacks, as a digest; undefined when all is there. A subject
 * and foreign layers may be missing.
 */
export async function findMissing(
  store: ContentStore,
  repository: string,
  document: ManifestDocument,
): Promise<string | undefined> {
  for (const descriptor of blobsOf(document)) {
    const { digest } = descriptor;
    if (parseDigest(digest) === undefined || !(isForeign(descriptor) || (await hasBlob(digest)))) return digest;
  }
  for (const { digest } of document.manifests ?? []) {
    if (!(await store.getManifest(repository, digest)) && !(await hasBlob(digest))) return digest;
  }
  return undefined;

  async function hasBlob(digest: string): Promise<boolean> {
    return parseDigest(digest) !== undefined && (await store.blobSize(repository, digest)) !== undefined;
  }
}
