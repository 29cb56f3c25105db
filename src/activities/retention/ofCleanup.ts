import type { Cleanup } from '../../domain/retention/cleanup';
import type { Route, RouteEnd } from '../../domain/route';
import type { ActivityDependencies } from '../dependencies';

/** An activity's input that says which cleanup it works for. */
export interface OfCleanup {
  cleanupId: string;
}

/** Which end of which of its routes it looks at. */
export interface OfEnd extends OfCleanup {
  route: string;
  side: 'source' | 'target';
}

/** Errors: those of the app's own store. */
export async function requireCleanup(
  { cleanups }: Pick<ActivityDependencies, 'cleanups'>,
  { cleanupId }: OfCleanup,
): Promise<Cleanup> {
  const found = await cleanups.find(cleanupId);
  if (!found) throw new Error(`There is no record of ${cleanupId}.`);
  return found;
}

/** The route as it was at the start of the cleanup, and the end that is looked at. */
export function endOf(
  { id, routes }: Cleanup,
  { route: name, side }: Omit<OfEnd, 'cleanupId'>,
): {
  route: Route;
  end: RouteEnd;
} {
  const route = routes.find((each) => each.name === name);
  const end = route?.[side];
  if (!route || !end) throw new Error(`${id} has no ${side} of the route ${name}.`);
  return { route, end };
}
