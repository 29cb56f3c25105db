import { readBlobEvent, type AnnouncedBlob } from '../../domain/arrivals/blobEvent';
import { isInQuarantine } from '../../domain/arrivals/quarantine';
import { isManifestName } from '../../domain/names';
import type { Instances } from '../../domain/ports/instances';
import type { RouteBook } from '../../domain/ports/routeBook';
import { blobUri } from '../../domain/route';
import { requireRoutes } from '../start/requireRoute';
import type { Log } from '../start/takeUp';
import type { EventCounts } from './eventCounts';
import { importOnce, startedLine, type ImportOnceDependencies } from './importOnce';
import { routeOfArrival, type ArrivalRoute } from './routeOfArrival';

/** What it takes to start the import of a blob, beside the orchestrations. */
export interface BlobCreatedDependencies extends ImportOnceDependencies {
  routes: RouteBook;
  /** Of this process. */
  eventCounts: EventCounts;
}

/** Where it is told what became of an event. */
export interface EventLog extends Log {
  info(text: string): void;
}

const STARTED_BY = { kind: 'trigger', name: 'blobCreated' } as const;

/**
 * An event of storage: starts the import of the blob that it announces, once for each content. The event is a hint; what counts is the
 * blob. Nothing outside the containers of the routes is ever asked for.
 *
 * Errors: only what may pass, as a service that is away, so that Event Grid delivers the event again. What nothing can be done about is
 * acknowledged, and told in the log.
 */
export async function blobCreated(
  deps: BlobCreatedDependencies,
  instances: Instances,
  event: unknown,
  log: EventLog,
): Promise<void> {
  const read = readBlobEvent(event);
  if ('unread' in read) return ignore(deps, read.unread, log);
  const { blob } = read;
  const { routes } = await requireRoutes(deps.routes);
  const found = routeOfArrival(routes.values(), blob);
  if ('unmatched' in found) return ignore(deps, found.unmatched, log);
  if (isInQuarantine(blob.name)) return ignore(deps, 'a blob in quarantine', log);
  if (isManifestName(blob.name)) return ignore(deps, 'a manifest', log);
  await importAnnounced(deps, instances, found.route, blob, log);
}

function ignore({ eventCounts }: Pick<BlobCreatedDependencies, 'eventCounts'>, why: string, log: EventLog): void {
  const line = eventCounts.count(why);
  if (line !== undefined) log.info(line);
}

async function importAnnounced(
  deps: BlobCreatedDependencies,
  instances: Instances,
  route: ArrivalRoute,
  { name }: AnnouncedBlob,
  log: EventLog,
): Promise<void> {
  const found = await importOnce(deps, instances, { route, name, startedBy: STARTED_BY }, log);
  if (found.is === 'started') log.info(startedLine(found.transferId, route, name));
  else log.info(`The blob ${blobUri(route.target, name)} is not imported (route ${route.name}): ${found.why}.`);
}
