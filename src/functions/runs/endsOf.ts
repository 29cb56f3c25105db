import { RouteIncompleteError } from '../../domain/failures/errors';
import type { Route, RouteEnd } from '../../domain/route';
import { END_NAMES, type EndName } from '../../domain/runs/runFilter';

/** One end of a route. */
export interface NamedEnd {
  name: EndName;
  end: RouteEnd;
}

/** The ends of a route, the source first, or the one that is asked for. Errors: RouteIncompleteError. */
export function endsOf(route: Route, only?: EndName): NamedEnd[] {
  if (only !== undefined) return [endOf(route, only)];
  return END_NAMES.flatMap((name) => {
    const end = route[name];
    return end ? [{ name, end }] : [];
  });
}

/** Errors: RouteIncompleteError. */
export function endOf(route: Route, name: EndName): NamedEnd {
  const end = route[name];
  if (!end) throw new RouteIncompleteError(route.name, name, 'there is no registry to ask');
  return { name, end };
}
