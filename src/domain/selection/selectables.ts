import { latestOf } from './latestOf';

/** What a selection reads of the listing of one repository. */
export interface ListedNames {
  repository: string;
  /** ISO 8601. */
  tags: readonly { name: string; digest: string; updatedAt: string }[];
  manifests: readonly { digest: string; updatedAt: string; tags: readonly string[] }[];
}

/** A tag, or a manifest that has none. */
export interface Selectable {
  tag?: string;
  digest: string;
  /** Milliseconds since 1970. */
  updatedAt: number;
}

/**
 * The tags of a listing, and the manifests that no tag of it points to, each once: the latest of
 * each. A manifest that has a tag anywhere has one.
 */
export function selectablesIn({ tags, manifests }: ListedNames): Selectable[] {
  const tagged = latestOf(tags, ({ name }) => name);
  const withTag = new Set(tags.map(({ digest }) => digest));
  for (const manifest of manifests) if (manifest.tags.length > 0) withTag.add(manifest.digest);
  const untagged = latestOf(
    manifests.filter(({ digest }) => !withTag.has(digest)),
    ({ digest }) => digest,
  );
  return [
    ...[...tagged.values()].map(({ name, digest, updatedAt }) => ({
      tag: name,
      digest,
      updatedAt: Date.parse(updatedAt),
    })),
    ...[...untagged.values()].map(({ digest, updatedAt }) => ({ digest, updatedAt: Date.parse(updatedAt) })),
  ];
}
