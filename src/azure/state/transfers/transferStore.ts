import type { ContainerClient } from '@azure/storage-blob';
import type { Repair } from '../../../domain/arrivals/repair';
import type { CleanUpFindings } from '../../../domain/report/cleanUp';
import type { Plan } from '../../../domain/plan';
import type { BatchResult } from '../../../domain/report/batchResult';
import type { TransferReport } from '../../../domain/report/report';
import type { TransferRecord } from '../../../domain/transferRecord';
import { ServiceUnavailableError } from '../../../domain/failures/errors';
import { toFerryError } from '../../serviceError';
import { createJsonBlobs } from '../../storage/jsonBlobs';
import { repairName, sameArrivalName } from './repairNames';
import { STATE_ROLE } from '../stateRole';
import { indexEntryName, indexMetadata, listIndex } from './transferIndex';
import type { Clock } from '../../../domain/ports/machine';
import type { TransferStore } from '../../../domain/ports/transferStore';
import { isTombstone, recordName, type Tombstone } from './tombstone';

/** Records kept in memory: a few kilobytes each. */
const MOST_KNOWN = 500;
/** A removed transfer's id may begin anew; none is removed sooner than two days after its last activity. */
const KNOWN_MS = 86_400_000;
/** One that is being removed may be gone at the second look. */
const MOST_CLAIMS = 3;

/**
 * Keeps transfers as blobs of one container: `transfers/` what was asked for, `plans/` what was planned, `runs/` which
 * pipeline runs were asked for, `batches/` what the batches found and left behind, `repairs/` and `arrivals/` what became of
 * blobs that arrived with defects, `reports/` what came of it, `cancels/` the
 * flags, and in `index/` one blob for each transfer, whose name sorts newest first.
 *
 * Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError.
 */
export function createTransferStore(container: ContainerClient, clock: Pick<Clock, 'now'>): TransferStore {
  const blobs = createJsonBlobs(container, STATE_ROLE);
  /** A record never changes, and every activity reads its transfer's. */
  const known = new Map<string, { record: TransferRecord; until: number }>();
  async function find(id: string): Promise<TransferRecord | undefined> {
    const found = await blobs.read<TransferRecord | Tombstone>(recordName(id));
    return found && !isTombstone(found) ? found : undefined;
  }
  return {
    async claim(record) {
      for (let tries = 0; tries < MOST_CLAIMS; tries += 1) {
        if (await blobs.create(recordName(record.id), record)) {
          known.delete(record.id);
          return record;
        }
        const found = await blobs.read<TransferRecord | Tombstone>(recordName(record.id));
        if (found && !isTombstone(found)) return found;
      }
      throw new ServiceUnavailableError(`start the transfer ${record.id}`, { words: 'an old one is being removed.' });
    },
    find,
    async recall(id) {
      const now = clock.now();
      const kept = known.get(id);
      if (kept && now < kept.until) return structuredClone(kept.record);
      known.delete(id);
      const record = await find(id);
      if (!record) return undefined;
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(id, { record, until: now + KNOWN_MS });
      return structuredClone(record);
    },
    async index(record, state) {
      const entry = [indexEntryName(record), {}, indexMetadata(record, state)] as const;
      // An acceptance that comes late must not overwrite what became of the transfer meanwhile.
      await (state === 'accepted' ? blobs.create(...entry) : blobs.write(...entry));
    },
    removeFromIndex: (transfer) => blobs.remove(indexEntryName(transfer)),
    async keepPlan(id, plan) {
      if (await blobs.create(planName(id), plan)) return plan;
      return (await blobs.read<Plan>(planName(id))) ?? plan;
    },
    readPlan: (id) => blobs.read<Plan>(planName(id)),
    async keepRepair(id, repair) {
      if (await blobs.create(repairName(id), repair)) return repair;
      return (await blobs.read<Repair>(repairName(id))) ?? repair;
    },
    readRepair: (id) => blobs.read<Repair>(repairName(id)),
    noteSameArrival: (arrivalId, id) => blobs.write(sameArrivalName(arrivalId), { id }),
    findSameArrival: async (arrivalId) => (await blobs.read<{ id: string }>(sameArrivalName(arrivalId)))?.id,
    async requestCancel(id) {
      await blobs.create(cancelName(id), {});
    },
    isCancelRequested: (id) => blobs.exists(cancelName(id)),
    noteRun: (id, runName) => blobs.create(runNoteName(id, runName), {}),
    isRunNoted: (id, runName) => blobs.exists(runNoteName(id, runName)),
    async runNames(id) {
      const folder = runNoteName(id, '');
      return (await namesBelow(container, folder)).map((name) => name.slice(folder.length));
    },
    forgetRun: (id, runName) => blobs.remove(runNoteName(id, runName)),
    async writeBatchResult(id, result) {
      await blobs.create(batchName(id, result.report.batch), result);
    },
    readBatchResult: (id, batch) => blobs.read<BatchResult>(batchName(id, batch)),
    async batchNames(id, beginning) {
      const folder = `batches/${id}/`;
      const names = await namesBelow(container, `${folder}${beginning}`);
      return names.flatMap((name) => /^([^./]+)\.json$/.exec(name.slice(folder.length))?.[1] ?? []);
    },
    writeCleanUp: (id, batch, found) => blobs.write(cleanUpName(id, batch), found),
    readCleanUp: (id, batch) => blobs.read<CleanUpFindings>(cleanUpName(id, batch)),
    async writeReport(report) {
      await blobs.create(reportName(report.id), report);
    },
    readReport: (id) => blobs.read<TransferReport>(reportName(id)),
    list: (filter, page) => listIndex(container, filter, page, STATE_ROLE),
  };
}

/** Throws what the listing throws, as an error of the app. */
async function namesBelow(container: ContainerClient, prefix: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const { name } of container.listBlobsFlat({ prefix })) names.push(name);
  } catch (error) {
    throw toFerryError(error, `list ${prefix} in the container ${container.url}`, STATE_ROLE);
  }
  return names;
}

const planName = (id: string): string => `plans/${id}.json`;
const batchName = (id: string, batch: string): string => `batches/${id}/${batch}.json`;
const cleanUpName = (id: string, batch: string): string => `batches/${id}/${batch}.cleanUp.json`;
const runNoteName = (id: string, runName: string): string => `runs/${id}/${runName}`;
const reportName = (id: string): string => `reports/${id}.json`;
const cancelName = (id: string): string => `cancels/${id}`;
