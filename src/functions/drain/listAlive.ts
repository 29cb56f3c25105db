import type { Canaries } from '../../domain/ports/canaries';
import type { Cleanups } from '../../domain/ports/cleanups';
import type { Instances } from '../../domain/ports/instances';
import type { LedgerRebuilds } from '../../domain/ports/ledgerRebuilds';
import type { Clock } from '../../domain/ports/machine';
import type { RouteBook } from '../../domain/ports/routeBook';
import type { TransferStore } from '../../domain/ports/transferStore';
import { knownRoutes } from '../start/knownRoutes';
import { requireRoutes } from '../start/requireRoute';
import { listAliveTransfers } from './listAliveTransfers';

/** What it takes to look for what has not ended. */
export interface AliveDependencies {
  transfers: Pick<TransferStore, 'list' | 'find' | 'readReport'>;
  cleanups: Pick<Cleanups, 'readLatest' | 'find'>;
  rebuilds: Pick<LedgerRebuilds, 'read'>;
  canaries: Pick<Canaries, 'read'>;
  routes: RouteBook;
  machine: Pick<Clock, 'now'>;
}

export const ALIVE_KINDS = ['transfer', 'arrival', 'cleanup', 'rebuild', 'canary'] as const;

/** Something that was started and has not ended. */
export interface Alive {
  kind: (typeof ALIVE_KINDS)[number];
  id: string;
  /** Absent where it is of no route, or of more than one. */
  route?: string;
  /** ISO 8601, UTC. */
  since: string;
  /** Of the app that started it; absent where an app of before 0.2.0 did. */
  appVersion?: string;
}

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
