import type { DeliveredArtifact, Delivery, LedgerEntry } from '../ledger/entry';
import type { LedgerFilter } from '../ledger/filter';
import type { Known, KnownInTarget } from '../ledger/knownInTarget';

/** What each route has in its target, apart from transfers and their reports: it outlives them. */
export interface Ledger {
  /**
   * Notes what a transfer delivered and verified, what one exported, or what a rebuild found. Again, or at once with another, is no
   * harm; what was verified once stays so, and what was seen in the target once is never only exported.
   */
  record(route: string, transfer: Delivery, delivered: readonly DeliveredArtifact[]): Promise<void>;
  /** What is known of a repository: for each tag the digest that was delivered last, or exported, and every digest. */
  ofRepository(route: string, repository: string, known?: Known): Promise<KnownInTarget>;
  /**
   * Each entry once, in an order that stays the same. `cursor` continues where an earlier page ended, as `identityOf` of its
   * last entry, which may have been removed since; it is absent at the end.
   */
  find(
    route: string,
    filter: LedgerFilter,
    page: { limit: number; cursor?: string },
  ): Promise<{ entries: LedgerEntry[]; cursor?: string }>;
  /** How many entries a filter means. */
  count(route: string, filter: LedgerFilter): Promise<number>;
  /** Forgets entries; answers how many. */
  remove(route: string, filter: LedgerFilter): Promise<number>;
}
