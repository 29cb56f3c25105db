import type { Instances } from '../../domain/ports/instances';
import { knownRoutes } from '../start/knownRoutes';
import { requireRoutes } from '../start/requireRoute';
import type { Alive, AliveDependencies } from './alive';
import { listAliveTransfers } from './listAliveTransfers';

/**
 * All that was started and has not ended. It needs no routes file that can be read: whoever is to mend that drains the app as well.
 *
 * Errors: those of the app's own store and of the durable client.
 */
export async function listAlive(deps: AliveDependencies, instances: Pick<Instances, 'listLiving'>): Promise<Alive[]> {
  const { rebuilds, canaries } = deps;
  const found = await Promise.all([
    listAliveTransfers(deps, instances),
    aliveCleanups(deps),
    rebuilds.routes().then((routes) => each(routes, (route) => aliveRebuild(deps, route))),
    // Nothing is awaited in between: what failed meanwhile would be heard by nobody, and that ends the process.
    canaries
      .routes()
      .then((routes) => watchedRoutes(deps, routes))
      .then((routes) => each(routes, (route) => aliveCanary(deps, route))),
  ]);
  return found.flat();
}

async function each(routes: string[], find: (route: string) => Promise<Alive | undefined>): Promise<Alive[]> {
  return (await Promise.all(routes.sort().map(find))).flatMap((one) => one ?? []);
}

/** Nobody sees a canary to its end whose route is gone: it would be alive for ever. Its transfer is found by itself. */
async function watchedRoutes({ routes }: AliveDependencies, sent: string[]): Promise<string[]> {
  const known = await requireRoutes(routes).then(
    (loaded) => knownRoutes(loaded).known,
    () => undefined,
  );
  return known ? sent.filter((route) => known.includes(route)) : sent;
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
