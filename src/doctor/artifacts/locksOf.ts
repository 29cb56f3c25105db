import type { ListedRepository } from '../../domain/listing';
import type { UnplannedArtifact } from '../../domain/plan';
import type { ManifestFacts } from '../../domain/planning/manifestFacts';

/**
 * The locks that keep artifacts of a repository from being transferred, and no others: somebody may have meant those.
 *
 * @param unfit  artifacts of the repository
 * @param facts  of the manifests that were read
 * @returns `repository:tag`, or `repository@digest` where the manifest is locked
 */
export function locksOf(
  unfit: readonly UnplannedArtifact[],
  { repository, tags, manifests }: ListedRepository,
  facts: ReadonlyMap<string, ManifestFacts>,
): string[] {
  const names = new Set(unfit.map(({ artifact }) => artifact));
  const tagged = tags.filter(({ name }) => names.has(`${repository}:${name}`));
  const named = manifests.filter(({ digest }) => names.has(`${repository}@${digest}`));
  const digests = new Set([...tagged, ...named].map(({ digest }) => digest));
  // A set goes over what is added on the way, too: the manifests of an index may be locked one by one.
  for (const digest of digests) for (const child of facts.get(digest)?.children ?? []) digests.add(child);
  const isLocked = ({ state }: { state?: string }): boolean => state === 'locked';
  return [
    ...manifests
      .filter((one) => isLocked(one) && digests.has(one.digest))
      .map(({ digest }) => `${repository}@${digest}`),
    ...tagged.filter(isLocked).map(({ name }) => `${repository}:${name}`),
  ];
}
