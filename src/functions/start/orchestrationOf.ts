import { DEFAULT_ARRIVALS } from '../../domain/arrivals/arrivalSettings';
import type { TransferRecord } from '../../domain/transferRecord';
import { importArrival, type ImportArrivalInput } from '../../orchestrations/importArrival';
import { transfer, type TransferInput } from '../../orchestrations/transfer';
import type { AppSettings } from '../../settings/appSettings';

/** What steers orchestrations of transfers. */
export type Steering = Pick<AppSettings, 'polling' | 'patience' | 'windows' | 'batchesAtOnce'>;

/** The orchestration of a transfer, and what it starts from. */
export function orchestrationOf(
  record: TransferRecord,
  settings: Steering,
): { name: string; input: TransferInput | ImportArrivalInput } {
  const { arrival } = record;
  return arrival
    ? { name: importArrival.name, input: arrivalInput(record, arrival.name, settings) }
    : { name: transfer.name, input: transferInput(record, settings) };
}

function transferInput(record: TransferRecord, settings: Steering): TransferInput {
  const { id, route, artifacts, startedBy, createdAt, dryRun } = record;
  const { polling, patience, windows, batchesAtOnce } = settings;
  const takesTurn = takesTurns(record);
  const steering = {
    polling,
    patience,
    windows,
    batchesAtOnce,
    ...(dryRun && { dryRun }),
    ...(takesTurn && { takesTurn }),
  };
  return { transferId: id, route, artifacts, startedBy, startedAt: createdAt, ...steering };
}

function arrivalInput(
  record: TransferRecord,
  blobName: string,
  { polling, patience, windows }: Steering,
): ImportArrivalInput {
  const { id: transferId, route, startedBy, createdAt: startedAt, pinnedRoute } = record;
  const { manifestWaitMinutes } = pinnedRoute.arrivals ?? DEFAULT_ARRIVALS;
  const takesTurn = takesTurns(record);
  const asked = { transferId, route, blobName, manifestWaitMinutes, startedBy, startedAt };
  return { ...asked, polling, patience, windows, ...(takesTurn && { takesTurn }) };
}

/** Whether a transfer runs while no other one of its route does. A dry run moves nothing. */
export function takesTurns({ pinnedRoute, dryRun }: Pick<TransferRecord, 'pinnedRoute' | 'dryRun'>): boolean {
  return pinnedRoute.whenBusy !== undefined && !dryRun;
}
