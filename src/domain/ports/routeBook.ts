import type { LoadedRoutes } from '../route';

/** The routes file as it is now. */
export interface RouteBook {
  /**
   * Every usable route and every mistake. Throws when the file cannot be read and never could.
   *
   * @param options.fresh  reads the file whatever its last reading's age
   */
  load(options?: { fresh: true }): Promise<LoadedRoutes>;
}
