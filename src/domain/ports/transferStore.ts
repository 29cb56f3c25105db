import type { Repair } from '../arrivals/repair';
import type { CleanUpFindings } from '../report/cleanUp';
import type { Plan } from '../plan';
import type { BatchResult } from '../report/batchResult';
import type { TransferReport } from '../report/report';
import type { TransferRecord, TransferState, TransferSummary } from '../transferRecord';

/** Which transfers a list shows. */
export interface TransferFilter {
  route?: string;
  /** Any of these. */
  states?: readonly TransferState[];
  /** Created at this time or later. */
  from?: Date;
  /** Created before this time. */
  to?: Date;
}

/** The app's own memory of its transfers, apart from the task hub: it outlives the orchestrations' history. */
export interface TransferStore {
  /**
   * Writes the record unless there is one of that id; returns the one that is stored.
   *
   * Errors: ServiceUnavailableError as well while an old transfer of that id is being removed.
   */
  claim(record: TransferRecord): Promise<TransferRecord>;
  /** Undefined as well once its removal has begun. */
  find(id: string): Promise<TransferRecord | undefined>;
  /** The same for whoever works on a transfer that has not ended, and asks often: what was found before is not asked for again. */
  recall(id: string): Promise<TransferRecord | undefined>;
  /** Puts a transfer on the index, or renews its line there. */
  index(record: TransferRecord, state: TransferState): Promise<void>;
  /** Takes a transfer off the index. */
  removeFromIndex(transfer: Pick<TransferRecord, 'id' | 'createdAt'>): Promise<void>;
  /** Keeps the plan unless there is one; returns the one that is stored. */
  keepPlan(id: string, plan: Plan): Promise<Plan>;
  readPlan(id: string): Promise<Plan | undefined>;
  /** Keeps what is repaired of a transfer's blob, unless something is; returns what is stored. */
  keepRepair(id: string, repair: Repair): Promise<Repair>;
  readRepair(id: string): Promise<Repair | undefined>;
  /** Notes that the import of a content is that of a transfer, which has another id; a later note replaces it. */
  noteSameArrival(arrivalId: string, id: string): Promise<void>;
  /** The id of the transfer that a note names. */
  findSameArrival(arrivalId: string): Promise<string | undefined>;
  requestCancel(id: string): Promise<void>;
  isCancelRequested(id: string): Promise<boolean>;
  /** Notes that a pipeline run is about to be asked for; false where that was noted before. */
  noteRun(id: string, runName: string): Promise<boolean>;
  isRunNoted(id: string, runName: string): Promise<boolean>;
  /** Names of the runs that are noted. */
  runNames(id: string): Promise<string[]>;
  /** Takes such a note back. */
  forgetRun(id: string, runName: string): Promise<void>;
  /** The first result of a batch stays, as the first report of a transfer does. */
  writeBatchResult(id: string, result: BatchResult): Promise<void>;
  readBatchResult(id: string, batch: string): Promise<BatchResult | undefined>;
  /** Names of the batches of a transfer that begin so and have a result. */
  batchNames(id: string, beginning: string): Promise<string[]>;
  /** What is left of a batch's blobs, as the latest attempt to remove them found it. */
  writeCleanUp(id: string, batch: string, found: CleanUpFindings): Promise<void>;
  readCleanUp(id: string, batch: string): Promise<CleanUpFindings | undefined>;
  /** The first report of a transfer stays: a second run of its orchestration, by mistake, does not replace it. */
  writeReport(report: TransferReport): Promise<void>;
  readReport(id: string): Promise<TransferReport | undefined>;
  /** Newest first. `cursor` continues where an earlier page ended; it is absent at the end. */
  list(
    filter: TransferFilter,
    page: { limit: number; cursor?: string },
  ): Promise<{ transfers: TransferSummary[]; cursor?: string }>;
}
