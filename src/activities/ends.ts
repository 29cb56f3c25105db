import { RouteGoneError, ServiceUnavailableError } from '../domain/failures/errors';
import type { RouteBook } from '../domain/ports/routeBook';
import type { Route, RouteEnd } from '../domain/route';

interface Routes {
  routes: RouteBook;
}

/**
 * The route of a running transfer, which has a source.
 *
 * Errors: RouteGoneError when the routes file no longer has it, or no longer with that end; ServiceUnavailableError when
 * the file cannot be read (not its own error, which names a path).
 */
export async function sourceOf(deps: Routes, name: string): Promise<Route & { source: RouteEnd }> {
  const { source, ...route } = await routeOf(deps, name);
  if (!source) throw new RouteGoneError(name);
  return { ...route, source };
}

/** The same for a route that has a target. */
export async function targetOf(deps: Routes, name: string): Promise<Route & { target: RouteEnd }> {
  const { target, ...route } = await routeOf(deps, name);
  if (!target) throw new RouteGoneError(name);
  return { ...route, target };
}

/** The same for a route that has a source and a target. */
export async function bothEnds(deps: Routes, name: string): Promise<Route & { source: RouteEnd; target: RouteEnd }> {
  const { source, target, ...route } = await routeOf(deps, name);
  if (!source || !target) throw new RouteGoneError(name);
  return { ...route, source, target };
}

async function routeOf({ routes }: Routes, name: string): Promise<Route> {
  const route = await routes.find(name).catch((cause: unknown) => {
    const words = 'the file that the app setting FERRY_ROUTES names does not exist, or the app may not read it.';
    throw new ServiceUnavailableError('read the routes file', { words, cause });
  });
  if (!route) throw new RouteGoneError(name);
  return route;
}
