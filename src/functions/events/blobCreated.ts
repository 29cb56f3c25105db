import { readBlobEvent, type AnnouncedBlob } from '../../domain/arrivals/blobEvent';
import { isInQuarantine } from '../../domain/arrivals/quarantine';
import { isProbe } from '../../domain/doctor/probeName';
import { isManifestName } from '../../domain/names';
import type { Instances } from '../../domain/ports/instances';
import type { RouteBook } from '../../domain/ports/routeBook';
import { blobUri } from '../../domain/route';
import { noteCanaryBlob, type CanaryEventDependencies } from '../canary/noteCanaryEvent';
import { requireRoutes } from '../start/requireRoute';
import type { Log } from '../start/takeUp';
import type { EventCounts } from './eventCounts';
import { gather } from './gather';
import { importOnce, startedLine, type ImportOnceDependencies } from './importOnce';
import { routeOfArrival, type ArrivalRoute } from './routeOfArrival';

/** What it takes to start the import of a blob, beside the orchestrations. */
export interface BlobCreatedDependencies extends ImportOnceDependencies {
  routes: RouteBook;
  canaries: CanaryEventDependencies['canaries'];
  machine: ImportOnceDependencies['machine'] & CanaryEventDependencies['machine'];
  /** Of this process. */
  eventCounts: EventCounts;
}

/** Where it is told what became of an event. */
export interface EventLog extends Log {
  info(text: string): void;
}

const STARTED_BY = { kind: 'trigger', name: 'blobCreated' } as const;

/** What Event Grid calls with an event of storage. */
export type BlobCreated = (instances: Instances, event: unknown, log: EventLog) => Promise<void>;

/** Blobs of one account that one process looks at together: a delivery holds some 1,500 events. */
const LOOKS_AT_ONCE = 32;

/**
 * An event of storage: starts the import of the blob that it announces, once for each content. The event is a hint; what counts is the
 * blob. Nothing outside the containers of the routes is ever asked for. Events of one blob that come together share a look at it.
 *
 * Errors: only what may pass, as a service that is away, so that Event Grid delivers the event again. What nothing can be done about is
 * acknowledged, and told in the log.
 */
export function createBlobCreated(deps: BlobCreatedDependencies): BlobCreated {
  const limits = { ...deps.machine, atOnce: LOOKS_AT_ONCE };
  const importOf = (asked: readonly [Asked, ...Asked[]]) => importAnnounced(deps, asked.at(-1) ?? asked[0]);
  /** One for each account: one that does not answer holds up none of the others. */
  const byAccount = new Map<string, (key: string, asked: Asked) => Promise<void>>();
  const ofAccount = ({ target }: ArrivalRoute) => {
    const { host } = new URL(target.containerUri);
    const own = byAccount.get(host) ?? gather(limits, importOf);
    byAccount.set(host, own);
    return own;
  };
  return async (instances, event, log) => {
    const read = readBlobEvent(event);
    if ('unread' in read) return ignore(deps, read.unread, log);
    const { blob } = read;
    await noteCanaryBlob(deps, blob.name);
    const { routes } = await requireRoutes(deps.routes);
    const found = routeOfArrival(routes.values(), blob);
    if ('unmatched' in found) return ignore(deps, found.unmatched, log);
    if (isInQuarantine(blob.name)) return ignore(deps, 'a blob in quarantine', log);
    if (isProbe(blob.name)) return ignore(deps, 'a probe of the doctor', log);
    if (isManifestName(blob.name)) return ignore(deps, 'a manifest', log);
    const { route } = found;
    return ofAccount(route)(`${route.name}/${blob.name}`, { route, blob, instances, log });
  };
}

function ignore({ eventCounts }: Pick<BlobCreatedDependencies, 'eventCounts'>, why: string, log: EventLog): void {
  const line = eventCounts.count(why);
  if (line !== undefined) log.info(line);
}

interface Asked {
  route: ArrivalRoute;
  blob: AnnouncedBlob;
  instances: Instances;
  log: EventLog;
}

async function importAnnounced(deps: BlobCreatedDependencies, asked: Asked): Promise<void> {
  const { route, blob, instances, log } = asked;
  const { name } = blob;
  const found = await importOnce(deps, instances, { route, name, startedBy: STARTED_BY }, log);
  if (found.is === 'started') log.info(startedLine(found.transferId, route, name));
  else log.info(`The blob ${blobUri(route.target, name)} is not imported (route ${route.name}): ${found.why}.`);
}
