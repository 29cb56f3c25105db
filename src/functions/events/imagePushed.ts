import type { Clock } from '../../domain/ports/machine';
import type { Pushes } from '../../domain/ports/pushes';
import type { RouteBook } from '../../domain/ports/routeBook';
import { nameOfPush, type Push } from '../../domain/pushes/push';
import { readRegistryEvent } from '../../domain/pushes/registryEvent';
import type { Route } from '../../domain/route';
import { mayHold } from '../../domain/selection/selectFrom';
import { isCanaryPush, noteCanaryPush, type CanaryEventDependencies } from '../canary/noteCanaryEvent';
import { requireRoutes } from '../start/requireRoute';
import type { EventLog } from './blobCreated';
import type { EventCounts } from './eventCounts';
import { gather } from './gather';

/** What it takes to note a push. */
export interface ImagePushedDependencies {
  routes: RouteBook;
  pushes: Pushes;
  canaries: CanaryEventDependencies['canaries'];
  machine: Pick<Clock, 'now' | 'wait'> & CanaryEventDependencies['machine'];
  /** Of this process. */
  eventCounts: EventCounts;
}

/** What Event Grid calls with an event of a registry. */
export type ImagePushed = (event: unknown, log: EventLog) => Promise<void>;

/** Notes that one process writes together: a delivery holds some 1,500 events. */
const NOTES_AT_ONCE = 32;

/**
 * An event of a registry: notes what was pushed for each route that asks for it, also while it is paused; `tickPushes` starts the
 * transfers. What was deleted is noted, and nothing is done about it. Nothing is asked of the registry. Events of one artifact that
 * come together share a note, as do all deletions.
 *
 * Errors: only what may pass, as a service that is away, so that Event Grid delivers the event again.
 */
export function createImagePushed(deps: ImagePushedDependencies): ImagePushed {
  const limits = { ...deps.machine, atOnce: NOTES_AT_ONCE };
  const note = gather(limits, (asked: readonly [Noted, ...Noted[]]) => {
    const { route, push, at } = asked.at(-1) ?? asked[0];
    return deps.pushes.note(route, push, at);
  });
  const noteDeletion = gather(limits, (asked: readonly [Noted, ...Noted[]]) => {
    const deletions = asked.map(({ push, at }) => ({ artifact: nameOfPush(push), at }));
    return deps.pushes.noteDeletions(asked[0].route, deletions);
  });
  return async (event, log) => {
    const read = readRegistryEvent(event);
    if ('unread' in read) return ignore(deps, read.unread, log);
    const { kind, registryId, push } = read.event;
    const { routes } = await requireRoutes(deps.routes);
    const fromRegistry = [...routes.values()].filter((route) => isSource(route, registryId));
    if (isCanaryPush(push)) {
      if (kind === 'pushed') await noteCanaryPush(deps, namesOf(fromRegistry), push);
      return ignore(deps, 'a canary', log);
    }
    const ofRegistry = fromRegistry.filter((route) => route.onPush);
    if (ofRegistry.length === 0) return ignore(deps, 'a registry of no route with onPush', log);
    const asked = ofRegistry.filter((route) => takesRepository(route, push.repository));
    if (asked.length === 0) return ignore(deps, 'a repository that no route selects', log);
    const at = new Date(deps.machine.now()).toISOString();
    for (const { name: route } of asked) {
      if (kind === 'pushed') await note(`${route}/${nameOfPush(push)}`, { route, push, at });
      else await noteDeletion(route, { route, push, at });
    }
  };
}

interface Noted {
  route: string;
  push: Push;
  /** ISO 8601, UTC. */
  at: string;
}

function ignore({ eventCounts }: ImagePushedDependencies, why: string, log: EventLog): void {
  const line = eventCounts.count(why);
  if (line !== undefined) log.info(line);
}

function namesOf(routes: readonly Route[]): string[] {
  return routes.map(({ name }) => name);
}

function isSource({ source }: Route, registryId: string): boolean {
  return source?.registryId.toLowerCase() === registryId.toLowerCase();
}

/** Which tags are taken, the plan tells: it may depend on others. */
function takesRepository({ onPush, select }: Route, repository: string): boolean {
  const own = onPush?.select ?? select;
  return own === undefined || mayHold(own, repository);
}
