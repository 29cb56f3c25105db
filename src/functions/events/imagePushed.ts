import type { Chance, Clock } from '../../domain/ports/machine';
import type { Pushes } from '../../domain/ports/pushes';
import type { RouteBook } from '../../domain/ports/routeBook';
import { nameOfPush } from '../../domain/pushes/push';
import { readRegistryEvent } from '../../domain/pushes/registryEvent';
import type { Route } from '../../domain/route';
import { mayHold } from '../../domain/selection/selectFrom';
import { requireRoutes } from '../start/requireRoute';
import type { EventLog } from './blobCreated';
import type { EventCounts } from './eventCounts';

/** What it takes to note a push. */
export interface ImagePushedDependencies {
  routes: RouteBook;
  pushes: Pushes;
  machine: Pick<Clock & Chance, 'now'>;
  /** Of this process. */
  eventCounts: EventCounts;
}

/**
 * An event of a registry: notes what was pushed for each route that asks for it, also while it is paused; `tickPushes` starts the
 * transfers. What was deleted is noted, and nothing is done about it. Nothing is asked of the registry.
 *
 * Errors: only what may pass, as a service that is away, so that Event Grid delivers the event again.
 */
export async function imagePushed(deps: ImagePushedDependencies, event: unknown, log: EventLog): Promise<void> {
  const read = readRegistryEvent(event);
  if ('unread' in read) return ignore(deps, read.unread, log);
  const { kind, registryId, push } = read.event;
  const { routes } = await requireRoutes(deps.routes);
  const ofRegistry = [...routes.values()].filter((route) => route.onPush && isSource(route, registryId));
  if (ofRegistry.length === 0) return ignore(deps, 'a registry of no route with onPush', log);
  const asked = ofRegistry.filter((route) => takesRepository(route, push.repository));
  if (asked.length === 0) return ignore(deps, 'a repository that no route selects', log);
  const at = new Date(deps.machine.now()).toISOString();
  for (const { name } of asked) {
    if (kind === 'pushed') await deps.pushes.note(name, push, at);
    else await deps.pushes.noteDeletion(name, { artifact: nameOfPush(push), at });
  }
}

function ignore({ eventCounts }: ImagePushedDependencies, why: string, log: EventLog): void {
  const line = eventCounts.count(why);
  if (line !== undefined) log.info(line);
}

function isSource({ source }: Route, registryId: string): boolean {
  return source?.registryId.toLowerCase() === registryId.toLowerCase();
}

/** Which tags are taken, the plan tells: it may depend on others. */
function takesRepository({ onPush, select }: Route, repository: string): boolean {
  const own = onPush?.select ?? select;
  return own === undefined || mayHold(own, repository);
}
