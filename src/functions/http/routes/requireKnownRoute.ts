import { RouteUnknownError } from '../../../domain/failures/errors';
import { pauseOf } from '../../../domain/pause/pauses';
import { ROUTE_NAME } from '../../../settings/routes/routesSchema';
import { requireRoutes } from '../../start/requireRoute';
import type { ApiDependencies } from '../dependencies';

/**
 * The route that a URL names, which may have mistakes: one that is to be paused need not be in order. One that is paused is known
 * also when it is not in the file any more, so that it can be resumed.
 *
 * Errors: RouteUnknownError, RoutesUnreadableError, those of the app's own store.
 */
export async function requireKnownRoute(
  { routes, pauses }: Pick<ApiDependencies, 'routes' | 'pauses'>,
  route: string,
): Promise<string> {
  const loaded = await requireRoutes(routes);
  const isInFile = loaded.routes.has(route) || loaded.mistakes.some((mistake) => mistake.route === route);
  if (ROUTE_NAME.test(route) && (isInFile || pauseOf((await pauses.read()).pauses, route))) return route;
  throw new RouteUnknownError(route, [...loaded.routes.keys()]);
}
