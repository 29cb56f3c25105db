import type { BuriedTransfer, IndexLine, TransferRemovals } from '../../src/domain/ports/transferRemovals';
import type { FakeTransferPages } from './fakeTransferPages';
import { lineName, type FakeTransferStore } from './fakeTransferStore';

/** Removes what the fakes keep of a transfer. */
export class FakeTransferRemovals implements TransferRemovals {
  private burials = 0;
  constructor(
    private readonly transfers: FakeTransferStore,
    private readonly pages: FakeTransferPages,
  ) {}

  async lines(
    createdBefore: number,
    { limit, cursor = '' }: { limit: number; cursor?: string },
  ): Promise<{ lines: IndexLine[]; cursor?: string }> {
    const { hidden } = this.transfers;
    const left = [...this.transfers.lines]
      .filter(([name, { createdAt }]) => name > cursor && (hidden.has(name) || Date.parse(createdAt) < createdBefore))
      .sort(([one], [other]) => (one < other ? -1 : 1));
    const lines = left.slice(0, limit).map(([name, { id, route, createdAt }]) => {
      const isLeaving = hidden.has(name);
      return { id, route, createdAt, ...(isLeaving && { isLeaving: true as const }) };
    });
    const last = lines.at(-1);
    return left.length > limit && last ? { lines, cursor: lineName(last) } : { lines };
  }

  async hide(line: IndexLine): Promise<void> {
    if (this.transfers.lines.has(lineName(line))) this.transfers.hidden.add(lineName(line));
  }

  async bury({ id, createdAt }: IndexLine): Promise<BuriedTransfer | undefined> {
    const found = this.transfers.records.get(id) ?? this.transfers.graves.get(id);
    if (found?.createdAt !== createdAt) return undefined;
    this.burials += 1;
    this.transfers.records.delete(id);
    this.transfers.graves.set(id, { createdAt, version: String(this.burials) });
    return { id, createdAt, version: String(this.burials), at: new Date(0) };
  }

  async clear({ id }: BuriedTransfer, isOver: () => boolean): Promise<'all' | 'some'> {
    const { plans, reports, cancels, batches, cleanUps, runNotes, repairs, sameArrivals } = this.transfers;
    for (const kept of [this.pages.pages, batches, cleanUps, runNotes]) {
      for (const key of kept.keys()) {
        if (!key.startsWith(`${id} `)) continue;
        if (isOver()) return 'some';
        kept.delete(key);
      }
    }
    const { sameAs = '' } = repairs.get(id) ?? {};
    if (sameArrivals.get(sameAs) === id) sameArrivals.delete(sameAs);
    for (const kept of [plans, repairs, cancels, reports]) kept.delete(id);
    return 'all';
  }

  async free({ id, version }: BuriedTransfer): Promise<void> {
    if (this.transfers.graves.get(id)?.version === version) this.transfers.graves.delete(id);
  }
}
