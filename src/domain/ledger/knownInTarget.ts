import type { LedgerEntry } from './entry';
import { isBefore, lastOf } from './merge';

/** What counts as known: what is in the target; or, on a route without one, what was only exported, too. */
export type Known = 'inTarget' | 'exported';

/** What a ledger knows of one repository of the target registry. */
export interface KnownInTarget {
  /**
   * Whether an artifact is there as the route left it. A tag is, when that digest is the one that was delivered under it
   * last: one that moved back to an earlier digest must be delivered again. Without a tag the digest alone counts.
   */
  has(artifact: { tag?: string; digest: string }): boolean;
}

/** @param entries  all those of one repository, in any order */
export function knownInTarget(entries: readonly LedgerEntry[], known: Known = 'inTarget'): KnownInTarget {
  const digests = new Set<string>();
  const lastOfTag = new Map<string, LedgerEntry>();
  for (const entry of entries) {
    if (entry.exported && known === 'inTarget') continue;
    digests.add(entry.digest);
    if (entry.tag === undefined) continue;
    const last = lastOfTag.get(entry.tag);
    if (!last || isOlder(last, entry)) lastOfTag.set(entry.tag, entry);
  }
  return {
    has: ({ tag, digest }) => (tag === undefined ? digests.has(digest) : lastOfTag.get(tag)?.digest === digest),
  };
}

/** No transfer delivers two digests under one tag; should two entries say so all the same, all readers agree on one. */
function isOlder(one: LedgerEntry, other: LedgerEntry): boolean {
  const [last, next] = [lastOf(one), lastOf(other)];
  if (last.at === next.at && last.id === next.id) return one.digest < other.digest;
  return isBefore(last, next);
}
