import type { CopyStrategies } from '../domain/ports/copyStrategy';
import type { Chance } from '../domain/ports/chance';
import type { Clock } from '../domain/ports/clock';
import type { Route, RouteEnd } from '../domain/route';
import { RouteGoneError, ServiceUnavailableError } from '../domain/failures/errors';
import type { Blobs } from '../domain/ports/blobs';
import type { Catalog } from '../domain/ports/catalog';
import type { BlockLists } from '../domain/ports/blockLists';
import type { TransferPipelines } from '../domain/ports/transferPipelines';
import type { TransferStore } from '../domain/ports/transferStore';

/** Everything an activity can reach. */
export interface ActivityDependencies {
  findRoute(name: string): Promise<Route | undefined>;
  catalog: Catalog;
  pipelines: TransferPipelines;
  blobs: Blobs;
  blockLists: BlockLists;
  copyStrategies: CopyStrategies;
  transfers: TransferStore;
  machine: Clock & Chance;
}

/** A route that a transfer can run on. */
export interface WholeRoute extends Route {
  source: RouteEnd;
  target: RouteEnd;
}

/**
 * The route of a running transfer.
 *
 * Throws RouteGoneError when the routes file no longer has it, or no longer with both ends, ServiceUnavailableError when
 * the file cannot be read (not its own error, which names a path).
 */
export async function wholeRoute({ findRoute }: ActivityDependencies, name: string): Promise<WholeRoute> {
  const route = await findRoute(name).catch((cause: unknown) => {
    const words = 'it is not where the app setting FERRY_ROUTES says, or the app may not read it.';
    throw new ServiceUnavailableError('read the routes file', { words, cause });
  });
  if (!route?.source || !route.target) throw new RouteGoneError(name);
  return { ...route, source: route.source, target: route.target };
}
