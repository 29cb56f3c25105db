import type { LoadedRoutes, Route } from './routes';

/** The routes file as it is now. */
export interface RouteBook {
  /** Every usable route and every mistake. Throws when the file cannot be read and never could. */
  load(): Promise<LoadedRoutes>;
  find(name: string): Promise<Route | undefined>;
}

/**
 * Reads the routes file again when it is older than `maxAgeSeconds`, so that routes change without a deployment.
 * A file that can no longer be read leaves the last good reading in force.
 */
export function createRouteBook(options: {
  readText: () => Promise<string>;
  parse: (text: string) => LoadedRoutes;
  now: () => number;
  maxAgeSeconds: number;
}): RouteBook {
  const { readText, parse, now, maxAgeSeconds } = options;
  let current: { loaded: LoadedRoutes; readAt: number } | undefined;

  async function load(): Promise<LoadedRoutes> {
    if (current && now() - current.readAt < maxAgeSeconds * 1000) return current.loaded;
    try {
      current = { loaded: parse(await readText()), readAt: now() };
    } catch (error) {
      if (!current) throw error;
      current = { ...current, readAt: now() };
    }
    return current.loaded;
  }

  return { load, find: async (name) => (await load()).routes.get(name) };
}
