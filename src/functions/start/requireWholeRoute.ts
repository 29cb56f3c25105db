import {
  RouteIncompleteError,
  RouteInvalidError,
  RoutesUnreadableError,
  RouteUnknownError,
} from '../../domain/failures/errors';
import type { LoadedRoutes, Route } from '../../domain/route';
import type { RouteBook } from '../../domain/ports/routeBook';

/**
 * The route of that name, on which a transfer can run.
 *
 * Errors: RouteUnknownError, RouteInvalidError, RouteIncompleteError, RoutesUnreadableError.
 */
export async function requireWholeRoute(routes: RouteBook, name: string): Promise<Route> {
  const loaded = await requireRoutes(routes);
  const route = loaded.routes.get(name);
  if (!route) {
    const mistakes = loaded.mistakes.filter((mistake) => mistake.route === name);
    throw mistakes.length > 0
      ? new RouteInvalidError(name, mistakes)
      : new RouteUnknownError(name, [...loaded.routes.keys()]);
  }
  if (!route.source) throw new RouteIncompleteError(name, 'source');
  if (!route.target) throw new RouteIncompleteError(name, 'target');
  return route;
}

/** The routes as they are now. Throws RoutesUnreadableError. */
export async function requireRoutes(routes: RouteBook): Promise<LoadedRoutes> {
  try {
    return await routes.load();
  } catch (error) {
    throw new RoutesUnreadableError(error);
  }
}
