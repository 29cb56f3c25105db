import { formatReference } from '../../domain/artifact';
import { IdempotencyKeyReusedError, NothingSelectedError } from '../../domain/failures/errors';
import type { Instances } from '../../domain/ports/instances';
import type { TransferStore } from '../../domain/ports/transferStore';
import type { RouteBook } from '../../domain/ports/routeBook';
import type { Route } from '../../domain/route';
import type { TransferRecord } from '../../domain/transferRecord';
import type { PauseStore } from '../../domain/ports/pauseStore';
import { APP_VERSION } from '../../domain/version';
import { requireNotDraining } from './requireNotDraining';
import { requireSource } from './requireRoute';
import type { TurnDependencies } from '../../domain/slots/routeTurns';
import { giveTurnBack, takeTurn } from './takeTurn';
import { orchestrationOf, takesTurns, takeUp, type Log, type TakeUpDependencies } from './takeUp';

/** What it takes to start a transfer, beside the orchestrations. */
export interface StartDependencies extends TakeUpDependencies, Omit<TurnDependencies, 'transfers'> {
  routes: RouteBook;
  pauses: PauseStore;
  machine: TakeUpDependencies['machine'] & TurnDependencies['machine'];
}

/** A transfer that somebody asks for. Its id says which one it is: the same id again is the same transfer. */
export type AskedTransfer = Omit<TransferRecord, 'createdAt' | 'pinnedRoute' | 'appVersion'>;

/**
 * Starts a transfer, or finds the one of that id: turn → index → claim → start once. Of several callers at once, all succeed
 * and one starts.
 *
 * The record is written before the orchestration starts, and the line of the index before the record: who comes second, or
 * again after a crash in between, starts what the first one claimed, and `reconcile` finds what nobody comes for. A
 * transfer that is known is not held against the routes file again.
 *
 * @returns what was claimed, by this call or by the first one
 * Errors: IdempotencyKeyReusedError, NothingSelectedError, RouteBusyError, DrainingError, and those of requireSource.
 */
export async function startTransfer(
  deps: StartDependencies,
  instances: Instances,
  asked: AskedTransfer,
  log: Log,
): Promise<TransferRecord> {
  const known = await deps.transfers.find(asked.id);
  const record = known ?? (await claim(deps, instances, asked));
  if (!isSameTransfer(record, asked)) throw new IdempotencyKeyReusedError(asked.id);
  await startClaimed(deps, instances, record, known !== undefined, log);
  return record;
}

/** Starts the orchestration of a transfer that has a record; one that had it before is taken up. */
export async function startClaimed(
  deps: TakeUpDependencies,
  instances: Instances,
  record: TransferRecord,
  wasKnown: boolean,
  log: Log,
): Promise<void> {
  if (wasKnown) return void (await takeUp(deps, instances, record, log));
  const { name, input } = orchestrationOf(record, deps.settings);
  await instances.startOnce(name, record.id, input);
}

async function claim(deps: StartDependencies, instances: Instances, asked: AskedTransfer): Promise<TransferRecord> {
  const { routes, machine } = deps;
  const pinnedRoute = await requireSource(routes, asked.route);
  const isNamed = asked.artifacts.length > 0 || asked.retryOf !== undefined;
  const select = isNamed ? undefined : (asked.select ?? pinnedRoute.select);
  if (!isNamed && !select) throw new NothingSelectedError(asked.route);
  const createdAt = new Date(machine.now()).toISOString();
  const own: TransferRecord = { ...asked, ...(select && { select }), pinnedRoute, createdAt, appVersion: APP_VERSION };
  return claimInTurn(deps, instances, own);
}

/** Writes the record of a transfer, once it has its place where its route takes one at a time; answers the one that was first. */
export async function claimInTurn(
  deps: TurnDependencies & { transfers: TransferStore; pauses: PauseStore },
  instances: Instances,
  own: TransferRecord,
  { name, whenBusy }: Pick<Route, 'name' | 'whenBusy'> = own.pinnedRoute,
): Promise<TransferRecord> {
  if (!takesTurns(own)) return write(deps, own);
  try {
    await takeTurn(deps, instances, { name, ...(whenBusy && { whenBusy }) }, own.id);
    return await write(deps, own);
  } catch (error) {
    await giveTurnBack(deps, instances, { name }, own.id);
    throw error;
  }
}

/** Its line first, then the look whether the app is drained: whoever began that before the look sees the line, or the look sees the drain. */
async function write(
  { transfers, pauses }: { transfers: TransferStore; pauses: PauseStore },
  own: TransferRecord,
): Promise<TransferRecord> {
  await transfers.index(own, 'accepted');
  try {
    await requireNotDraining(pauses);
  } catch (error) {
    // Another call with the same id, of the same millisecond, may have been accepted: the line is of both.
    if ((await transfers.find(own.id))?.createdAt !== own.createdAt) await transfers.removeFromIndex(own);
    throw error;
  }
  const record = await transfers.claim(own);
  if (record.createdAt !== own.createdAt) await transfers.removeFromIndex(own);
  return record;
}

/** The order of the artifacts does not matter. Who asks for the route's own selection means it as it was at the start. */
function isSameTransfer(record: TransferRecord, asked: AskedTransfer): boolean {
  const wayOf = ({ route, artifacts, retryOf, dryRun, everything }: AskedTransfer): string =>
    JSON.stringify([route, artifacts.map(formatReference).sort(), retryOf, dryRun, everything]);
  return wayOf(record) === wayOf(asked) && (!asked.select || isSame(record.select, asked.select));
}

/** Both have passed the schema, which puts their fields in one order. */
function isSame(one: object | undefined, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
