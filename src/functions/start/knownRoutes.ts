import type { LoadedRoutes } from '../../domain/route';

/**
 * Names of all routes that there are, those with mistakes included: what is of another one is of a route that is gone. Nothing where a
 * mistake may have hidden any of them.
 */
export function knownRoutes({ routes, mistakes }: LoadedRoutes): { known?: string[] } {
  const mistaken = mistakes.map(({ route }) => route);
  if (mistaken.includes(undefined)) return {};
  return { known: [...new Set([...routes.keys(), ...mistaken.flatMap((route) => route ?? [])])].sort() };
}
