import type { LoadedRoutes } from '../../domain/route';
import type { RouteBook } from '../../domain/ports/routeBook';

/**
 * Reads the routes file again when it is older than `maxAgeSeconds`, so that routes change without a deployment.
 * A file that can no longer be read, or from which no route can be taken any more, leaves the routes of the last good
 * reading in force: it may be half written, and transfers are running. Its mistakes are shown all the same. A file that
 * says that there are no routes is believed.
 */
export function createRouteBook(options: {
  readFile: () => Promise<Uint8Array>;
  parse: (file: Uint8Array) => LoadedRoutes;
  now: () => number;
  maxAgeSeconds: number;
}): RouteBook {
  const { readFile, parse, now, maxAgeSeconds } = options;
  let current: { loaded: LoadedRoutes; readAt: number } | undefined;

  return {
    async load(asked) {
      if (!asked?.fresh && current && now() - current.readAt < maxAgeSeconds * 1000) return current.loaded;
      try {
        current = { loaded: keepRoutes(parse(await readFile()), current?.loaded), readAt: now() };
      } catch (error) {
        if (!current) throw error;
        const unreadable = error instanceof Error ? error.message : String(error);
        current = { loaded: { ...current.loaded, unreadable }, readAt: now() };
      }
      return current.loaded;
    },
  };
}

function keepRoutes(loaded: LoadedRoutes, earlier: LoadedRoutes | undefined): LoadedRoutes {
  const isUnusable = loaded.routes.size === 0 && loaded.mistakes.length > 0 && !loaded.isEmpty;
  return isUnusable && earlier ? { ...loaded, routes: earlier.routes } : loaded;
}
