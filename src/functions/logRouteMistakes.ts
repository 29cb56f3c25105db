import type { RouteBook } from '../domain/ports/routeBook';

/** Writes every mistake of the routes file into the log when the app starts; the good routes work all the same. */
export async function logRouteMistakes(routes: RouteBook): Promise<void> {
  try {
    const { mistakes } = await routes.load();
    for (const { path, problem, expected } of mistakes) {
      console.warn(`Routes file: ${path} ${problem}; expected ${expected}.`);
    }
  } catch (error) {
    console.warn(error instanceof Error ? error.message : String(error));
  }
}
