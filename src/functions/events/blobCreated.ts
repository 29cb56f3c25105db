import { arrivedBlob } from '../../domain/arrivals/arrivedBlob';
import { readBlobEvent, type AnnouncedBlob } from '../../domain/arrivals/blobEvent';
import type { BlobProperties } from '../../domain/copy/exportedBlob';
import { FerryError, ServiceUnavailableError } from '../../domain/failures/errors';
import { arrivalTransferId, isManifestName } from '../../domain/names';
import { isPaused } from '../../domain/pause/pauses';
import type { Blobs } from '../../domain/ports/blobs';
import type { Instances } from '../../domain/ports/instances';
import type { PauseStore } from '../../domain/ports/pauseStore';
import { redact } from '../../domain/redact';
import { blobUri } from '../../domain/route';
import { primaryAddress } from '../../settings/uris';
import { requireRoutes } from '../start/requireWholeRoute';
import { startArrival } from '../start/startArrival';
import type { StartDependencies } from '../start/startTransfer';
import type { Log } from '../start/takeUp';
import type { EventCounts } from './eventCounts';
import { ownOfChain } from './ownOfChain';
import { routeOfArrival, type ArrivalRoute } from './routeOfArrival';

/** What it takes to start the import of a blob, beside the orchestrations. */
export interface BlobCreatedDependencies extends StartDependencies {
  blobs: Pick<Blobs, 'head'>;
  pauses: PauseStore;
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
  const { target } = route;
  const uri = blobUri(target, name);
  const leave = (why: string): void => log.info(`The blob ${uri} is not imported (route ${route.name}): ${why}.`);
  if (isPaused((await deps.pauses.read()).pauses, route.name)) return leave('the route is paused');
  const blob = await headOrRefusal(deps.blobs, route, name);
  if (typeof blob === 'string') return leave(blob);
  if (blob.isCopying) throw new ServiceUnavailableError(`import ${uri}`, { words: 'it is still copied into.' });
  const own = await ownOfChain(deps, instances, route, name, log);
  if (own !== undefined) return leave(own);

  const arrival = arrivedBlob(name, blob);
  const id = arrivalTransferId(primaryAddress(target.containerUri), arrival);
  const { wasKnown } = await startArrival(deps, instances, { id, route, arrival, startedBy: STARTED_BY }, log);
  if (wasKnown) leave(`the transfer ${id} is about that content already`);
  else log.info(`The transfer ${id} imports the blob ${uri} (route ${route.name}).`);
}

/** The blob as it is now; or why there is none to import. */
async function headOrRefusal(
  blobs: Pick<Blobs, 'head'>,
  { target }: ArrivalRoute,
  name: string,
): Promise<BlobProperties | string> {
  try {
    const blob = await blobs.head(target, name);
    if (!blob) return 'it is not there (any more)';
    if (blob.otherType !== undefined) return `it is a ${blob.otherType}, and only a BlockBlob is imported`;
    return blob.size === 0 ? 'it is empty' : blob;
  } catch (error) {
    if (!(error instanceof FerryError) || mayPass(error)) throw error;
    return redact(error.message).replace(/\.$/, '');
  }
}

/** A container that does not exist may be a new one, but then the blob in it comes later. */
function mayPass(error: FerryError): boolean {
  return error.code !== 'resource_not_found' && (error.transient || error.mayPassSoon);
}
