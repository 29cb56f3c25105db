import type { ArrivedBlob } from '../../domain/arrivals/arrivedBlob';
import type { Instances } from '../../domain/ports/instances';
import type { Route, RouteEnd } from '../../domain/route';
import type { TransferRecord } from '../../domain/transferRecord';
import { APP_VERSION } from '../../domain/version';
import { findArrival } from './findArrival';
import { claimInTurn, startClaimed, type StartDependencies } from './startTransfer';
import type { Log } from './takeUp';

/** The import of a blob that arrived. Its id says which one it is: the same id again is the same import. */
export interface AskedArrival extends Pick<TransferRecord, 'id' | 'startedBy' | 'retryOf'> {
  route: Route & { target: RouteEnd };
  arrival: ArrivedBlob;
}

/**
 * Starts the import of a blob, or finds the one of that id, as `startTransfer` does. A blob that has arrived cannot be refused: where
 * the route refuses transfers while one runs, it waits.
 *
 * Errors: those of the app's own store and of the durable client.
 *
 * @returns what was claimed, and whether an earlier call did
 */
export async function startArrival(
  deps: Omit<StartDependencies, 'routes'>,
  instances: Instances,
  { route: pinnedRoute, ...asked }: AskedArrival,
  log: Log,
): Promise<{ record: TransferRecord; wasKnown: boolean }> {
  const known = await findArrival(deps.transfers, asked.id);
  const createdAt = new Date(deps.machine.now()).toISOString();
  const own = { ...asked, route: pinnedRoute.name, artifacts: [], pinnedRoute, createdAt, appVersion: APP_VERSION };
  const record = known ?? (await claimInTurn(deps, instances, own, { name: pinnedRoute.name, whenBusy: 'queue' }));
  await startClaimed(deps, instances, record, known !== undefined, log);
  return { record, wasKnown: known !== undefined };
}
