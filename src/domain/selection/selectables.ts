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
 * The tags of a listing, and the manifests that no tag of it points to, each once. A listing is read in pages while others
 * push: of a tag that it has twice, the one that was updated later counts, and a manifest that has a tag anywhere has one.
 */
export function selectablesIn({ tags, manifests }: ListedNames): Selectable[] {
  const tagged = new Map<string, Selectable>();
  for (const { name, digest, updatedAt } of tags) {
    keepLater(tagged, name, { tag: name, digest, updatedAt: Date.parse(updatedAt) });
  }
  const withTag = new Set(tags.map(({ digest }) => digest));
  for (const manifest of manifests) if (manifest.tags.length > 0) withTag.add(manifest.digest);
  const untagged = new Map<string, Selectable>();
  for (const { digest, updatedAt } of manifests) {
    if (!withTag.has(digest)) keepLater(untagged, digest, { digest, updatedAt: Date.parse(updatedAt) });
  }
  return [...tagged.values(), ...untagged.values()];
}

function keepLater(known: Map<string, Selectable>, key: string, selectable: Selectable): void {
  const other = known.get(key);
  if (!other || compareLater(selectable, other) < 0) known.set(key, selectable);
}

function compareLater(one: Selectable, other: Selectable): number {
  return other.updatedAt - one.updatedAt || compareTexts(one.digest, other.digest);
}

/** The order of texts by their UTF-16 code units, as `sort` has it. */
export function compareTexts(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
