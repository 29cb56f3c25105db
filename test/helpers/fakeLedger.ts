import type { DeliveredArtifact, Delivery, LedgerEntry } from '../../src/domain/ledger/entry';
import { identityOf } from '../../src/domain/plan';
import { matches, type LedgerFilter } from '../../src/domain/ledger/filter';
import { knownInTarget, type Known, type KnownInTarget } from '../../src/domain/ledger/knownInTarget';
import { entriesOf, mergeEntries } from '../../src/domain/ledger/merge';
import type { Ledger } from '../../src/domain/ports/ledger';

/** The ledgers of all routes, in memory. */
export class FakeLedger implements Ledger {
  private readonly ledgers = new Map<string, LedgerEntry[]>();

  /** All that a route is known to have delivered. */
  entriesOf(route: string): LedgerEntry[] {
    return structuredClone(this.ledgers.get(route) ?? []);
  }

  async record(route: string, transfer: Delivery, delivered: readonly DeliveredArtifact[]): Promise<void> {
    this.ledgers.set(route, mergeEntries(this.entriesOf(route), entriesOf(transfer, delivered)));
  }

  async ofRepository(route: string, repository: string, known?: Known): Promise<KnownInTarget> {
    return knownInTarget(this.meant(route, { repository }), known);
  }

  async find(
    route: string,
    filter: LedgerFilter,
    { limit, cursor = '' }: { limit: number; cursor?: string },
  ): ReturnType<Ledger['find']> {
    const left = this.meant(route, filter).filter((entry) => identityOf(entry) > cursor);
    const entries = left.slice(0, limit);
    const last = entries.at(-1);
    return left.length > limit && last ? { entries, cursor: identityOf(last) } : { entries };
  }

  async count(route: string, filter: LedgerFilter): Promise<number> {
    return this.meant(route, filter).length;
  }

  async remove(route: string, filter: LedgerFilter): Promise<number> {
    const before = this.entriesOf(route);
    const kept = before.filter((entry) => !matches(entry, filter));
    this.ledgers.set(route, kept);
    return before.length - kept.length;
  }

  private meant(route: string, filter: LedgerFilter): LedgerEntry[] {
    return this.entriesOf(route).filter((entry) => matches(entry, filter));
  }
}
