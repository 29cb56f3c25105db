import type { RouteBook } from '../domain/ports/routeBook';
import { showMistake } from '../domain/validation/mistake';

/** Writes every mistake of the routes file into the log when the app starts; the good routes work all the same. */
export async function logRouteMistakes(routes: RouteBook): Promise<void> {
  try {
    const { mistakes } = await routes.load();
    for (const mistake of mistakes) console.warn(`Routes file: ${showMistake(mistake)}.`);
  } catch (error) {
    console.warn(error instanceof Error ? error.message : String(error));
  }
}
