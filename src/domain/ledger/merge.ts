import type { DeliveredArtifact, Delivery, LedgerEntry } from './entry';
import { identityOf } from '../plan';

/** What one transfer, or one look at the target, adds to a ledger. */
export function entriesOf(
  { id, at, unverified, exported }: Delivery,
  delivered: readonly DeliveredArtifact[],
): LedgerEntry[] {
  return delivered.map(({ repository, tag, digest }) => ({
    repository,
    ...(tag !== undefined && { tag }),
    digest,
    ...{ firstTransfer: id, lastTransfer: id, firstAt: at, lastAt: at },
    verified: !unverified && !exported,
    ...(exported && { exported }),
  }));
}

/**
 * Puts entries together, each artifact once, sorted by `identityOf`. Which list comes first makes no difference, nor how
 * often, nor in which order, anything is added: the first and the last transfer are told by their times, at the same time by
 * their ids.
 */
export function mergeEntries(one: readonly LedgerEntry[], other: readonly LedgerEntry[]): LedgerEntry[] {
  const merged = new Map<string, LedgerEntry>();
  for (const entry of [...one, ...other]) {
    const identity = identityOf(entry);
    const known = merged.get(identity);
    merged.set(identity, known ? mergeTwo(known, entry) : entry);
  }
  return [...merged].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

function mergeTwo(one: LedgerEntry, other: LedgerEntry): LedgerEntry {
  const first = isBefore(firstOf(other), firstOf(one)) ? other : one;
  const last = isBefore(lastOf(one), lastOf(other)) ? other : one;
  const { exported: _exported, ...same } = one;
  return {
    ...same,
    ...{ firstTransfer: first.firstTransfer, lastTransfer: last.lastTransfer },
    ...{ firstAt: first.firstAt, lastAt: last.lastAt },
    verified: one.verified || other.verified,
    // What was seen in the target once was not only exported.
    ...(one.exported && other.exported && { exported: true as const }),
  };
}

/** The delivery that came last, of one entry. */
export function lastOf({ lastAt, lastTransfer }: LedgerEntry): Delivery {
  return { at: lastAt, id: lastTransfer };
}

function firstOf({ firstAt, firstTransfer }: LedgerEntry): Delivery {
  return { at: firstAt, id: firstTransfer };
}

/** By time, and at the same time by id. */
export function isBefore(one: Delivery, other: Delivery): boolean {
  return one.at === other.at ? one.id < other.id : one.at < other.at;
}
