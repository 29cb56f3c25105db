import { CANARY_REPOSITORY, createCanaryArtifact, manifestsOf } from '../../domain/canary/canaryArtifact';
import { tagOf, type Canary } from '../../domain/canary/canary';
import type { RouteEnd } from '../../domain/route';
import type { CanaryDependencies } from './dependencies';

/** Puts the artifact of a canary into the source registry; again, it changes nothing. Errors: those of the registry. */
export async function pushCanary(
  { registryContent }: Pick<CanaryDependencies, 'registryContent'>,
  source: RouteEnd,
  canary: Pick<Canary, 'id' | 'route' | 'artifact'>,
): Promise<void> {
  const { route } = canary;
  const artifact = createCanaryArtifact(canary.id);
  for (const { bytes } of [...artifact.blobs, artifact.emptyConfig])
    await registryContent.putBlob(source, route, CANARY_REPOSITORY, bytes);
  for (const { bytes, mediaType, digest } of manifestsOf(artifact)) {
    const tag = digest === artifact.index.digest ? { tag: tagOf(canary) } : {};
    await registryContent.putManifest(source, route, CANARY_REPOSITORY, { bytes, mediaType, ...tag });
  }
}
