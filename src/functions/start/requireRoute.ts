import {
  RouteIncompleteError,
  RouteInvalidError,
  RoutesUnreadableError,
  RouteUnknownError,
} from '../../domain/failures/errors';
import type { LoadedRoutes, Route, RouteEnd } from '../../domain/route';
import type { RouteBook } from '../../domain/ports/routeBook';

/**
 * The route of that name, on which a transfer can run; without a target it ends with the export.
 *
 * Errors: RouteUnknownError, RouteInvalidError, RouteIncompleteError, RoutesUnreadableError.
 */
export async function requireSource(routes: RouteBook, name: string): Promise<Route> {
  const route = await requireRoute(routes, name);
  if (!route.source) throw new RouteIncompleteError(name, 'source');
  return route;
}

/** The route of that name, which has a target. Errors: the same. */
export async function requireTarget(routes: RouteBook, name: string): Promise<Route & { target: RouteEnd }> {
  const { target, ...route } = await requireRoute(routes, name);
  if (!target) throw new RouteIncompleteError(name, 'target', 'a rebuild asks the target registry what is there');
  return { ...route, target };
}

/** The route of that name, with or without both ends. Errors: RouteUnknownError, RouteInvalidError, RoutesUnreadableError. */
export async function requireRoute(routes: RouteBook, name: string): Promise<Route> {
  const loaded = await requireRoutes(routes);
  const route = loaded.routes.get(name);
  if (route) return route;
  const mistakes = loaded.mistakes.filter((mistake) => mistake.route === name);
  throw mistakes.length > 0
    ? new RouteInvalidError(name, mistakes)
    : new RouteUnknownError(name, [...loaded.routes.keys()]);
}

/** The route of that name in the file as it is at this moment: whoever sets things up may just have changed it. Errors: the same. */
export function requireRouteNow(routes: RouteBook, name: string): Promise<Route> {
  return requireRoute(now(routes), name);
}

/** All routes of the file as it is at this moment. Throws RoutesUnreadableError. */
export function requireRoutesNow(routes: RouteBook): Promise<LoadedRoutes> {
  return requireRoutes(now(routes));
}

/** The routes as they were read last. Throws RoutesUnreadableError. */
export async function requireRoutes(routes: RouteBook): Promise<LoadedRoutes> {
  try {
    return await routes.load();
  } catch (error) {
    throw new RoutesUnreadableError(error);
  }
}

function now(routes: RouteBook): RouteBook {
  return { load: () => routes.load({ fresh: true }) };
}
