import type { ManifestFacts } from './manifestFacts';

/** As many manifests of a repository are remembered. */
const MOST_FACTS = 20_000;

/**
 * What is remembered of a repository, and what was read since: each digest once, what was read last first; the oldest are
 * forgotten. Not what may change: whether a manifest is gone, and whether the registry lacks a foreign layer.
 */
export function mergeFacts(known: readonly ManifestFacts[], read: readonly ManifestFacts[]): ManifestFacts[] {
  const lasting = read.filter(({ gone, hasForeignLayers }) => !gone && !hasForeignLayers);
  const byDigest = new Map([...lasting, ...known].map((facts) => [facts.digest, facts]));
  return [...byDigest.values()].slice(0, MOST_FACTS);
}
