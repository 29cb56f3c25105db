import type { AnnouncedBlob } from '../../domain/arrivals/blobEvent';
import type { ArrivalSettings } from '../../domain/arrivals/arrivalSettings';
import type { Route, RouteEnd } from '../../domain/route';
import { isSameContainer, normalUrl } from '../../settings/uris';

/** A route that imports what arrives. */
export type ArrivalRoute = Route & { target: RouteEnd; arrivals: ArrivalSettings };

/** Why nothing is done about a blob. */
export type Unmatched = 'a container of no route that imports what arrives' | 'a name outside the prefix of the route';

/**
 * The route that imports a blob: of those whose target has its container, the one with the longest prefix of its name; of several, one
 * without a source, then the first by name.
 */
export function routeOfArrival(
  routes: Iterable<Route>,
  { containerUri, name }: AnnouncedBlob,
): { route: ArrivalRoute } | { unmatched: Unmatched } {
  const container = URL.canParse(containerUri) ? normalUrl(containerUri) : '';
  const there = [...routes].filter(
    (route): route is ArrivalRoute =>
      route.arrivals !== undefined &&
      route.target !== undefined &&
      isSameContainer(route.target.containerUri, container),
  );
  const [best] = there.filter(({ arrivals }) => name.startsWith(arrivals.prefix)).sort(inOrder);
  if (best) return { route: best };
  return {
    unmatched:
      there.length > 0 ? 'a name outside the prefix of the route' : 'a container of no route that imports what arrives',
  };
}

function inOrder(one: ArrivalRoute, other: ArrivalRoute): number {
  const byPrefix = other.arrivals.prefix.length - one.arrivals.prefix.length;
  const byEnds = Number(one.source !== undefined) - Number(other.source !== undefined);
  return byPrefix || byEnds || (one.name < other.name ? -1 : 1);
}
