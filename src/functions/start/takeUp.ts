import { DEFAULT_ARRIVALS } from '../../domain/arrivals/arrivalSettings';
import { ServiceUnavailableError } from '../../domain/failures/errors';
import type { Instance, Instances } from '../../domain/ports/instances';
import type { Clock } from '../../domain/ports/machine';
import type { TransferStore } from '../../domain/ports/transferStore';
import type { TransferRecord } from '../../domain/transferRecord';
import { importArrival, type ImportArrivalInput } from '../../orchestrations/importArrival';
import { transfer, type TransferInput } from '../../orchestrations/transfer';
import type { AppSettings } from '../../settings/appSettings';
import { childrenShownBy } from '../instances/childrenShownBy';
import { findEnd, type TransferEnd } from '../instances/findEnd';

const FAILED_REST_MS = 5 * 60_000;

/** What it takes to bring a transfer on its way again, beside the orchestrations. */
export interface TakeUpDependencies {
  settings: Pick<AppSettings, 'polling' | 'patience' | 'windows' | 'batchesAtOnce'>;
  transfers: TransferStore;
  machine: Pick<Clock, 'now'>;
}

/** How a transfer stands, after a look that brings it on its way. */
export type TakenUp = TransferEnd & {
  /** Why it was started again, as the end of a sentence; absent where it was not. */
  startedAgain?: string;
};

/** Where it is written that something was found broken and put right. */
export interface Log {
  warn(text: string): void;
}

/**
 * How a transfer stands, once what was cut off goes on again: a transfer that was claimed and never started, whose task hub
 * is gone, or whose orchestration failed or was terminated without a report. Its record, its plan and the results of its
 * batches are in the app's own store, its runs and blobs are found by their names, so nothing is done twice.
 *
 * Errors: those of the store and of the durable client.
 */
export async function takeUp(
  deps: TakeUpDependencies,
  instances: Instances,
  record: TransferRecord,
  log: Log,
): Promise<TakenUp> {
  const { transfers } = deps;
  const end = await findEnd(transfers, instances, record.id);
  const { report, instance } = end;
  if (report || (instance && !isCutOff(instance, deps.machine.now()))) return end;
  const found = instance ? `ended as ${instance.runtimeStatus} without a report` : 'does not exist';
  // It may have been removed between the looks: its report is gone then, too.
  if (!(await transfers.find(record.id)))
    throw new ServiceUnavailableError(`look after the transfer ${record.id}`, { words: 'it is being removed.' });
  log.warn(`The orchestration of the transfer ${record.id} ${found}: it is started again.`);
  if (instance) await stopChildren(instances, instance);
  const { name, input } = orchestrationOf(record, deps.settings);
  await instances.startAgain(name, record.id, { ...input, life: lifeAfter(instance) });
  return { ...(await findEnd(transfers, instances, record.id)), startedAgain: found };
}

/** One that fails at once, as by a defect, is not started again at every look. The clocks of two hosts differ. */
export function isCutOff({ state, runtimeStatus, createdAt }: Instance, now: number): boolean {
  const justFailed = runtimeStatus === 'Failed' && Math.abs(now - createdAt.getTime()) < FAILED_REST_MS;
  return state === 'ended' && !justFailed;
}

/**
 * Of all who take up the same orchestration at once, each gives the next one the same life: should the host start more than
 * one, the children of the last one take the places of the others', and none runs that nobody knows of.
 */
function lifeAfter(instance: Instance | undefined): string {
  return `r${(instance?.createdAt.getTime() ?? 0).toString(36)}`;
}

/** The orchestration of a transfer, and what it starts from. */
export function orchestrationOf(
  record: TransferRecord,
  settings: TakeUpDependencies['settings'],
): { name: string; input: TransferInput | ImportArrivalInput } {
  const { arrival } = record;
  return arrival
    ? { name: importArrival.name, input: arrivalInput(record, arrival.name, settings) }
    : { name: transfer.name, input: inputFor(record, settings) };
}

function arrivalInput(
  record: TransferRecord,
  blobName: string,
  { polling, patience, windows }: TakeUpDependencies['settings'],
): ImportArrivalInput {
  const { id: transferId, route, startedBy, createdAt: startedAt, pinnedRoute, retryOf } = record;
  const { manifestWaitMinutes, takeOverMinutes, onDefect } = { ...DEFAULT_ARRIVALS, ...pinnedRoute.arrivals };
  // Who tries again asks for another run than the registry's, which may be what went wrong.
  const watching = retryOf === undefined ? { takeOverMinutes } : {};
  const takesTurn = takesTurns(record);
  const asked = { transferId, route, blobName, manifestWaitMinutes, startedBy, startedAt };
  return {
    ...asked,
    ...watching,
    polling,
    patience,
    windows,
    ...(onDefect && { onDefect }),
    ...(takesTurn && { takesTurn }),
  };
}

/** What the orchestration of a transfer starts from. */
function inputFor(record: TransferRecord, settings: TakeUpDependencies['settings']): TransferInput {
  const { id, route, artifacts, startedBy, createdAt, dryRun, pinnedRoute } = record;
  const { polling, patience, windows, batchesAtOnce } = settings;
  const takesTurn = takesTurns(record);
  const steering = {
    polling,
    patience,
    windows,
    batchesAtOnce,
    ...(dryRun && { dryRun }),
    ...(takesTurn && { takesTurn }),
    ...(!pinnedRoute.target && { exportOnly: true as const }),
  };
  return { transferId: id, route, artifacts, startedBy, startedAt: createdAt, ...steering };
}

/**
 * Whether a transfer runs while no other one of its route does that takes turns. A dry run moves nothing. What pushes start, does on every
 * route: of two transfers of one tag side by side, the older one could be the last to import.
 */
export function takesTurns({ pinnedRoute, dryRun, pushed }: Pick<TransferRecord, 'pinnedRoute' | 'dryRun' | 'pushed'>) {
  return (pinnedRoute.whenBusy !== undefined || pushed !== undefined) && !dryRun;
}

/** Who terminates an orchestration leaves those running that it started. */
async function stopChildren(instances: Instances, instance: Instance | undefined): Promise<void> {
  for (const id of childrenShownBy(instance)) {
    const child = await instances.find(id);
    await instances.stop(id);
    await stopChildren(instances, child);
  }
}
