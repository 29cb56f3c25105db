import type { Instances } from '../../domain/ports/instances';
import { knownRoutes } from '../start/knownRoutes';
import { requireRoutes } from '../start/requireRoute';
import type { Alive, AliveDependencies } from './alive';
import { listAliveTransfers } from './listAliveTransfers';

/**
 * All that was started and has not ended. Rebuilds and canaries are those of routes that are in the routes file.
 *
 * Errors: RoutesUnreadableError; those of the app's own store and of the durable client.
 */
export async function listAlive(deps: AliveDependencies, instances: Pick<Instances, 'find'>): Promise<Alive[]> {
  const loaded = await requireRoutes(deps.routes);
  const routes = knownRoutes(loaded).known ?? [...loaded.routes.keys()];
  const [transfers, cleanups, others] = await Promise.all([
    listAliveTransfers(deps, instances),
    aliveCleanups(deps),
    Promise.all(routes.flatMap((route) => [aliveRebuild(deps, route), aliveCanary(deps, route)])),
  ]);
  return [...transfers, ...cleanups, ...others.flatMap((one) => one ?? [])];
}

/** One runs at a time. */
async function aliveCleanups({ cleanups }: AliveDependencies): Promise<Alive[]> {
  const latest = await cleanups.readLatest();
  // Between its record and the one that is listed, it has been written once only.
  const found = latest && ((await cleanups.find(latest.cleanup.id)) ?? latest.cleanup);
  if (!found || found.end) return [];
  const { id, startedAt: since, appVersion } = found;
  return [{ kind: 'cleanup', id, since, ...(appVersion !== undefined && { appVersion }) }];
}

async function aliveRebuild({ rebuilds }: AliveDependencies, route: string): Promise<Alive | undefined> {
  const found = await rebuilds.read(route);
  if (!found || found.rebuild.end) return undefined;
  const { id, startedAt: since, appVersion } = found.rebuild;
  return { kind: 'rebuild', id, route, since, ...(appVersion !== undefined && { appVersion }) };
}

async function aliveCanary({ canaries }: AliveDependencies, route: string): Promise<Alive | undefined> {
  const found = await canaries.read(route);
  if (!found || found.canary.endedAt !== undefined) return undefined;
  const { id, requestedAt: since } = found.canary;
  return { kind: 'canary', id, route, since };
}
