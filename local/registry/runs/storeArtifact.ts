import type { ContentStore, StoredManifest } from '../contentStore';
import { artifactName } from './runArtifact';
import { RunFailure } from './runFailure';
import type { CatalogArtifact } from './archive/transferCatalog';

/**
 * Stores an artifact's manifests, children first, and its tag; the layers are in the store already.
 *
 * @throws RunFailure naming the artifact: a layer or manifest did not arrive whole, or the tag is taken.
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
  for (const each of artifact.manifests) {
    const manifest = blob.manifests.get(each);
    if (!manifest) throw new RunFailure(`The artifact '${name}' is incomplete: the blob has no manifest ${each}.`);
    await store.putManifest(repository, manifest, each === digest ? tag : undefined);
  }
}
