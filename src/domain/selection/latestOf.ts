import { compareTexts } from './compareTexts';

/** What a listing says of a tag or a manifest, as far as it tells which of two came later. */
interface Listed {
  digest: string;
  /** ISO 8601. */
  updatedAt: string;
}

/**
 * A listing is read in pages while others push: of what it has twice, the one counts that was updated later.
 *
 * @returns name → the latest of that name, in the order in which the names came first
 */
export function latestOf<T extends Listed>(all: readonly T[], nameOf: (one: T) => string): Map<string, T> {
  const latest = new Map<string, T>();
  for (const one of all) {
    const name = nameOf(one);
    const other = latest.get(name);
    if (!other || compareLater(one, other) < 0) latest.set(name, one);
  }
  return latest;
}

function compareLater(one: Listed, other: Listed): number {
  return Date.parse(other.updatedAt) - Date.parse(one.updatedAt) || compareTexts(one.digest, other.digest);
}
