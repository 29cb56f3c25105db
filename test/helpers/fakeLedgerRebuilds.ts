import type { LedgerRebuild } from '../../src/domain/ledger/rebuild';
import type { LedgerRebuilds } from '../../src/domain/ports/ledgerRebuilds';

/** The latest rebuild of each route, in memory: everything goes in and out as a copy. */
export class FakeLedgerRebuilds implements LedgerRebuilds {
  private readonly documents = new Map<string, { rebuild: LedgerRebuild; version: string }>();
  private versions = 0;
  /** Called before a write is looked at. */
  beforeWrite: () => Promise<void> = async () => {};

  async routes(): Promise<string[]> {
    return [...this.documents.keys()];
  }

  async read(route: string): Promise<{ rebuild: LedgerRebuild; version: string } | undefined> {
    return structuredClone(this.documents.get(route));
  }

  async write(rebuild: LedgerRebuild, version: string | undefined): Promise<boolean> {
    await this.beforeWrite();
    if (this.documents.get(rebuild.route)?.version !== version) return false;
    this.versions += 1;
    this.documents.set(rebuild.route, { rebuild: structuredClone(rebuild), version: String(this.versions) });
    return true;
  }
}
