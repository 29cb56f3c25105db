import type { HostLog } from '../domain/ports/hostLog';
import type { RouteBook } from '../domain/ports/routeBook';
import { showMistake } from '../domain/validation/mistake';

/** More than anybody reads; GET /api/routes and the answers for one route have the others. */
const MOST_LINES = 100;

/** Writes the mistakes of the routes file into the log when the app starts; the good routes work all the same. */
export async function logRouteMistakes(routes: RouteBook, log: HostLog): Promise<void> {
  try {
    const { mistakes } = await routes.load();
    for (const mistake of mistakes.slice(0, MOST_LINES)) log.error(`Routes file: ${showMistake(mistake)}`);
    const others = mistakes.length - MOST_LINES;
    if (others > 0) log.error(`Routes file: ${others} more mistakes are not written here.`);
  } catch (error) {
    log.error(error instanceof Error ? error.message : String(error));
  }
}
