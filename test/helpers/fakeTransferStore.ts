import { ServiceUnavailableError } from '../../src/domain/failures/errors';
import type { TransferFilter, TransferStore } from '../../src/domain/ports/transferStore';
import type { Repair } from '../../src/domain/arrivals/repair';
import type { CleanUpFindings } from '../../src/domain/report/cleanUp';
import type { Plan } from '../../src/domain/plan';
import type { BatchResult } from '../../src/domain/report/batchResult';
import type { TransferReport } from '../../src/domain/report/report';
import type { TransferRecord, TransferState, TransferSummary } from '../../src/domain/transferRecord';

/** The app's own memory, in memory: everything goes in and out as JSON, as in the real one. */
export class FakeTransferStore implements TransferStore {
  readonly records = new Map<string, TransferRecord>();
  readonly plans = new Map<string, Plan>();
  readonly batches = new Map<string, BatchResult>();
  readonly cleanUps = new Map<string, CleanUpFindings>();
  readonly reports = new Map<string, TransferReport>();
  readonly repairs = new Map<string, Repair>();
  readonly sameArrivals = new Map<string, string>();
  readonly cancels = new Set<string>();
  readonly runNotes = new Set<string>();
  /** Lines of the index by their names, which sort newest first. */
  readonly lines = new Map<string, TransferSummary>();
  /** Names of lines that no list shows. */
  readonly hidden = new Set<string>();
  /** Of transfers that are being removed. */
  readonly graves = new Map<string, { createdAt: string; version: string }>();
  /** Number of looks at the cancel flag. */
  cancelLooks = 0;
  /** Called at every look at a cancel flag. */
  onCancelLook: () => void = () => {};

  /** What the index says of each transfer: its own line, not one that a second claim of it has left for a while. */
  get states(): Map<string, TransferState> {
    const isOwn = ({ id, createdAt }: TransferSummary): boolean => this.records.get(id)?.createdAt === createdAt;
    const lines = [...this.lines.values()].sort((a, b) => Number(isOwn(a)) - Number(isOwn(b)));
    return new Map(lines.map(({ id, state }) => [id, state]));
  }

  async claim(record: TransferRecord): Promise<TransferRecord> {
    if (this.graves.has(record.id)) throw new ServiceUnavailableError('start it', { words: 'it is being removed.' });
    return putFirst(this.records, record.id, record);
  }

  async find(id: string): Promise<TransferRecord | undefined> {
    return structuredClone(this.records.get(id));
  }

  recall(id: string): Promise<TransferRecord | undefined> {
    return this.find(id);
  }

  async index({ id, route, createdAt }: TransferRecord, state: TransferState): Promise<void> {
    const name = lineName({ id, createdAt });
    if (state === 'accepted' && this.lines.has(name)) return;
    this.lines.set(name, { id, route, state, createdAt });
    this.hidden.delete(name);
  }

  async removeFromIndex(transfer: Pick<TransferRecord, 'id' | 'createdAt'>): Promise<void> {
    this.lines.delete(lineName(transfer));
    this.hidden.delete(lineName(transfer));
  }

  async keepPlan(id: string, plan: Plan): Promise<Plan> {
    return putFirst(this.plans, id, plan);
  }

  async readPlan(id: string): Promise<Plan | undefined> {
    return structuredClone(this.plans.get(id));
  }

  async keepRepair(id: string, repair: Repair): Promise<Repair> {
    return putFirst(this.repairs, id, repair);
  }

  async readRepair(id: string): Promise<Repair | undefined> {
    return structuredClone(this.repairs.get(id));
  }

  async noteSameArrival(arrivalId: string, id: string): Promise<void> {
    this.sameArrivals.set(arrivalId, id);
  }

  async findSameArrival(arrivalId: string): Promise<string | undefined> {
    return this.sameArrivals.get(arrivalId);
  }

  async requestCancel(id: string): Promise<void> {
    this.cancels.add(id);
  }

  async isCancelRequested(id: string): Promise<boolean> {
    this.cancelLooks += 1;
    this.onCancelLook();
    return this.cancels.has(id);
  }

  async noteRun(id: string, runName: string): Promise<boolean> {
    const note = `${id} ${runName}`;
    const isNew = !this.runNotes.has(note);
    this.runNotes.add(note);
    return isNew;
  }

  async isRunNoted(id: string, runName: string): Promise<boolean> {
    return this.runNotes.has(`${id} ${runName}`);
  }

  async runNames(id: string): Promise<string[]> {
    const before = `${id} `;
    return [...this.runNotes].filter((note) => note.startsWith(before)).map((note) => note.slice(before.length));
  }

  async forgetRun(id: string, runName: string): Promise<void> {
    this.runNotes.delete(`${id} ${runName}`);
  }

  async writeBatchResult(id: string, result: BatchResult): Promise<void> {
    putFirst(this.batches, `${id} ${result.report.batch}`, result);
  }

  async readBatchResult(id: string, batch: string): Promise<BatchResult | undefined> {
    return structuredClone(this.batches.get(`${id} ${batch}`));
  }

  async batchNames(id: string, beginning: string): Promise<string[]> {
    const before = `${id} `;
    return [...this.batches.keys()]
      .filter((key) => key.startsWith(`${before}${beginning}`))
      .map((key) => key.slice(before.length));
  }

  async writeCleanUp(id: string, batch: string, found: CleanUpFindings): Promise<void> {
    this.cleanUps.set(`${id} ${batch}`, structuredClone(found));
  }

  async readCleanUp(id: string, batch: string): Promise<CleanUpFindings | undefined> {
    return structuredClone(this.cleanUps.get(`${id} ${batch}`));
  }

  async writeReport(report: TransferReport): Promise<void> {
    putFirst(this.reports, report.id, report);
  }

  async readReport(id: string): Promise<TransferReport | undefined> {
    return structuredClone(this.reports.get(id));
  }

  async list(filter: TransferFilter, page: { limit: number; cursor?: string }): ReturnType<TransferStore['list']> {
    const { limit, cursor = '' } = page;
    const left = [...this.lines]

      .filter(([name, line]) => name > cursor && !this.hidden.has(name) && matches(line, filter))
      .sort(([one], [other]) => (one < other ? -1 : 1));
    const transfers = left.slice(0, limit).map(([, line]) => structuredClone(line));
    const last = transfers.at(-1);
    return left.length > limit && last ? { transfers, cursor: lineName(last) } : { transfers };
  }
}

/** Keeps a copy of the value unless there is one; answers a copy of what is kept. */
function putFirst<T>(map: Map<string, T>, key: string, value: T): T {
  const stored = map.get(key) ?? structuredClone(value);
  map.set(key, stored);
  return structuredClone(stored);
}

/** A name as the cursors of the API have it: `index/`, the time subtracted from a later one, and the id. */
export function lineName({ id, createdAt }: Pick<TransferSummary, 'id' | 'createdAt'>): string {
  return `index/${String(8_640_000_000_000_000 - Date.parse(createdAt)).padStart(16, '0')}-${id}`;
}

function matches({ route, state, createdAt }: TransferSummary, filter: TransferFilter): boolean {
  const time = Date.parse(createdAt);
  return (
    (filter.route === undefined || route === filter.route) &&
    (filter.states === undefined || filter.states.includes(state)) &&
    (filter.from === undefined || time >= filter.from.getTime()) &&
    (filter.to === undefined || time < filter.to.getTime())
  );
}
