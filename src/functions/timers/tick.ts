import type { Instances } from '../../domain/ports/instances';
import type { LoadedRoutes } from '../../domain/route';
import { slicesOf } from '../../domain/slices';
import { requireRoutes } from '../start/requireRoute';
import { tickRoute, type TickDependencies } from './tickRoute';
import { tellTrouble, type TickLog } from './trouble';

const ROUTES_AT_ONCE = 8;

/**
 * Looks at the schedules of all routes, and starts what is due. What cannot be done now, because something that the app depends on
 * is away, the next tick does; one route's trouble does not keep the others. Never rejects: what is wrong is logged.
 *
 * @param budgetMs  milliseconds after which nothing more is started: the next tick goes on
 */
export async function tick(
  deps: TickDependencies,
  instances: Instances,
  log: TickLog,
  budgetMs: number,
): Promise<void> {
  const end = deps.machine.now() + budgetMs;
  const isOver = (): boolean => deps.machine.now() >= end;
  const tickOne = (loaded: LoadedRoutes, route: string): Promise<void> =>
    tickRoute(
      deps,
      instances,
      { name: route, schedules: loaded.routes.get(route)?.schedules ?? [] },
      log,
      isOver,
    ).catch((error: unknown) =>
      tellTrouble(log, `The schedules of the route ${route} could not all be looked at`, error),
    );
  try {
    const loaded = await requireRoutes(deps.routes);
    tellMistakes(loaded, log);
    const routes = await routesToLookAt(deps, loaded);
    for (const some of slicesOf(routes, ROUTES_AT_ONCE)) {
      if (isOver()) return;
      await Promise.all(some.map((route) => tickOne(loaded, route)));
    }
  } catch (error) {
    tellTrouble(log, 'No schedule could be looked at', error);
  }
}

/** Those with schedules, and those whose schedules are gone: what is known of them is forgotten. One with mistakes is left alone. */
async function routesToLookAt({ schedules }: TickDependencies, { routes, mistakes }: LoadedRoutes): Promise<string[]> {
  const scheduled = [...routes.values()].filter((route) => route.schedules).map(({ name }) => name);
  const known = await schedules.routes();
  const isGone = (route: string): boolean =>
    !scheduled.includes(route) && (routes.has(route) || !mistakes.some((mistake) => isAbout(mistake.route, route)));
  return [...scheduled, ...known.filter(isGone)];
}

/** A mistake in what routes share may have taken any of them. */
function isAbout(mistaken: string | undefined, route: string): boolean {
  return mistaken === undefined || mistaken === route;
}

function tellMistakes({ mistakes }: LoadedRoutes, log: TickLog): void {
  const routes = [...new Set(mistakes.flatMap(({ route }) => route ?? []))];
  if (mistakes.length === 0) return;
  const which = routes.length > 0 ? `the routes ${routes.join(', ')}` : 'the routes file';
  log.error(
    `No schedule of a route with mistakes is looked at, and there are some in ${which}: GET /api/routes shows them.`,
  );
}
