import type { ContentStore, StoredManifest } from '../contentStore';
import { readManifest } from '../dataPlane/manifestDocument';
import { findPutLock } from '../findLock';
import { findMissing } from '../missingContent';
import { artifactName } from './runArtifact';
import { lockedFailure, RunFailure } from './runFailure';
import type { CatalogArtifact } from './archive/transferCatalog';

/**
 * Stores an artifact's manifests, children first, and its tag; the layers are in the store already.
 *
 * @throws RunFailure naming the artifact: a layer or manifest is missing (foreign layers may be) or did not arrive
 *   whole, the tag is taken, or a lock forbids it.
 */
export async function storeArtifact(
  store: ContentStore,
  artifact: CatalogArtifact,
  blob: { manifests: Map<string, StoredManifest>; damaged: Map<string, string>; overwriteTags: boolean },
): Promise<void> {
  const { repository, tag, digest } = artifact;
  const name = artifactName(artifact);
  for (const each of [...artifact.layers, ...artifact.manifests]) {
    const reason = blob.damaged.get(each);
    if (reason !== undefined) throw new RunFailure(`The artifact '${name}' could not be imported: ${reason}`);
  }
  const existing = tag === undefined ? undefined : await store.getManifest(repository, tag);
  if (existing && existing.digest !== digest && !blob.overwriteTags) {
    throw new RunFailure(`The tag '${name}' already exists, and the pipeline does not have the option OverwriteTags.`);
  }
  const lock = await findPutLock(store, repository, { tag, digest });
  if (lock !== undefined) throw lockedFailure(name, 'imported', lock);
  for (const each of artifact.manifests) {
    const manifest = blob.manifests.get(each);
    if (!manifest) throw new RunFailure(`The artifact '${name}' is incomplete: the blob has no manifest ${each}.`);
    const lacking = await findMissing(store, repository, readManifest(manifest.bytes) ?? {});
    if (lacking !== undefined) {
      throw new RunFailure(
        `The artifact '${name}' is incomplete: ${lacking} is neither in the blob nor in the registry.`,
      );
    }
    await store.putManifest(repository, manifest, each === digest ? tag : undefined);
  }
}
