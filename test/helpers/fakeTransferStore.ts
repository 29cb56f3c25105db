import type { BatchResult } from '../../src/domain/report/batchResult';
import type { TransferReport } from '../../src/domain/report/report';
import type { TransferRecord, TransferState } from '../../src/domain/transferRecord';
import type { TransferStore } from '../../src/domain/ports/transferStore';

/** The app's own memory, in memory: everything goes in and out as JSON, as in the real one. */
export class FakeTransferStore implements TransferStore {
  readonly records = new Map<string, TransferRecord>();
  readonly states = new Map<string, TransferState>();
  readonly batches = new Map<string, BatchResult>();
  readonly reports = new Map<string, TransferReport>();
  readonly cancels = new Set<string>();
  /** Number of looks at the cancel flag. */
  cancelLooks = 0;
  /** Called at every look at a cancel flag. */
  onCancelLook: () => void = () => {};

  async claim(record: TransferRecord): Promise<TransferRecord> {
    const stored = this.records.get(record.id) ?? copy(record);
    this.records.set(record.id, stored);
    return copy(stored);
  }

  async find(id: string): Promise<TransferRecord | undefined> {
    return copy(this.records.get(id));
  }

  async index({ id }: TransferRecord, state: TransferState): Promise<void> {
    if (state !== 'accepted' || !this.states.has(id)) this.states.set(id, state);
  }

  async requestCancel(id: string): Promise<void> {
    this.cancels.add(id);
  }

  async isCancelRequested(id: string): Promise<boolean> {
    this.cancelLooks += 1;
    this.onCancelLook();
    return this.cancels.has(id);
  }

  async writeBatchResult(id: string, result: BatchResult): Promise<void> {
    const name = `${id} ${result.report.batch}`;
    if (!this.batches.has(name)) this.batches.set(name, copy(result));
  }

  async readBatchResult(id: string, batch: string): Promise<BatchResult | undefined> {
    return copy(this.batches.get(`${id} ${batch}`));
  }

  async writeReport(report: TransferReport): Promise<void> {
    this.reports.set(report.id, copy(report));
  }

  async readReport(id: string): Promise<TransferReport | undefined> {
    return copy(this.reports.get(id));
  }

  async list(...[, { limit }]: Parameters<TransferStore['list']>): ReturnType<TransferStore['list']> {
    const transfers = [...this.records.values()].map(({ id, route, createdAt }) => ({
      id,
      route,
      createdAt,
      state: this.states.get(id) ?? 'accepted',
    }));
    const page = transfers.slice(0, limit);
    const last = page.at(-1);
    return transfers.length > limit && last
      ? { transfers: page, cursor: `index/0000000000000001-${last.id}` }
      : { transfers };
  }
}

function copy<T>(value: T): T {
  return structuredClone(value);
}
