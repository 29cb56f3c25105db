import { isPaused } from '../../domain/pause/pauses';
import type { Instances } from '../../domain/ports/instances';
import type { ListedBlob } from '../../domain/ports/storedBlobs';
import { redact } from '../../domain/redact';
import type { Route } from '../../domain/route';
import { slicesOf } from '../../domain/slices';
import type { SweepPlace, Tell } from '../../domain/sweeps/sweep';
import type { EventLog } from '../events/blobCreated';
import type { ArrivalRoute } from '../events/routeOfArrival';
import { requireRoutes } from '../start/requireRoute';
import type { SweepArrivalsDependencies } from './sweepDependencies';
import { sweepBlob, type SweepBlobContext } from './sweepBlob';

type Place = NonNullable<SweepPlace['arrivals']>;

interface Sweeping {
  tell: Tell;
  /** Whether the time is up. */
  isOver: () => boolean;
  from: Place | undefined;
}

/** Each asks the state container once, and storage a few times where something is new. */
const BLOBS_AT_ONCE = 8;

/**
 * Lists the container of each route that imports what arrives and is not paused, and starts what is not known. Never rejects but for
 * the app's own store: what a blob or a route meets is told, and the others are looked at.
 *
 * @returns where the next sweep goes on; undefined where all was looked at
 */
export async function sweepArrivals(
  deps: SweepArrivalsDependencies,
  instances: Instances,
  log: EventLog,
  { tell, isOver, from }: Sweeping,
): Promise<Place | undefined> {
  const failed = (subject: string, error: unknown): void => {
    const why = redact(String(error));
    log.warn(`The sweep could not look at ${subject}; the next one tries again: ${why}`);
    tell({ finding: 'failed', subject, why });
  };
  const loaded = await requireRoutes(deps.routes).catch((error: unknown) => failed('the routes', error));
  if (!loaded) return from;
  const { pauses } = await deps.pauses.read();
  const routes = [...loaded.routes.values()];
  const shared = { deps, instances, log, tell, routes };
  const importing = routes.filter(isArrivalRoute).sort((one, other) => (one.name < other.name ? -1 : 1));
  for (const route of importing.filter(({ name }) => from === undefined || name >= from.route)) {
    if (isPaused(pauses, route.name)) {
      tell({ finding: 'paused', subject: route.name, route: route.name });
      continue;
    }
    const begin = from?.route === route.name ? from.page : undefined;
    try {
      const stopped = await sweepRoute({ ...shared, route }, begin, isOver);
      if (stopped) return stopped;
    } catch (error) {
      failed(route.name, error);
    }
  }
  return undefined;
}

function isArrivalRoute(route: Route): route is ArrivalRoute {
  return route.arrivals !== undefined && route.target !== undefined;
}

async function sweepRoute(
  context: Omit<SweepBlobContext, 'namesOnPage'>,
  begin: string | undefined,
  isOver: () => boolean,
): Promise<Place | undefined> {
  const { deps, route } = context;
  let page = begin;
  do {
    const place = { route: route.name, ...(page !== undefined && { page }) };
    if (isOver()) return place;
    const listed = await deps.storedBlobs.listCommitted(route.target, route.arrivals.prefix, page);
    const isWhole = await sweepPage(context, listed.blobs, isOver);
    if (!isWhole) return place;
    page = listed.next;
  } while (page !== undefined);
  return undefined;
}

/** @returns false where the time was up before all were looked at */
async function sweepPage(
  context: Omit<SweepBlobContext, 'namesOnPage'>,
  blobs: ListedBlob[],
  isOver: () => boolean,
): Promise<boolean> {
  const namesOnPage = new Set(blobs.map(({ name }) => name));
  for (const some of slicesOf(blobs, BLOBS_AT_ONCE)) {
    if (isOver()) return false;
    await Promise.all(some.map((blob) => sweepBlob({ ...context, namesOnPage }, blob)));
  }
  return true;
}
