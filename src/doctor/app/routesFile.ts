import { countOf } from '../../domain/failures/inWords';
import { showMistake } from '../../domain/validation/mistake';
import { ok, warning, type RouteCheck } from '../check';

/** The route that is examined can be used, or nobody could examine it. */
export const routesFile: RouteCheck = {
  code: 'routes_file',
  about: 'route',
  question: 'Can all of the routes file be read and used?',
  isCheap: true,
  symptom:
    'A change of the routes file shows no effect, or a route is not known: the file has mistakes, or cannot be read.',
  remedy: 'Correct what GET /api/routes lists as mistakes.',
  explains: ['route_unknown', 'route_invalid', 'routes_unreadable'],
  async look({ routes }) {
    const { routes: usable, mistakes, unreadable } = await routes.load();
    const fix = {
      say: 'Correct the routes file.',
      command: 'curl "$FERRY_URL/api/routes" -H "x-functions-key: $FERRY_KEY"',
    };
    if (unreadable !== undefined) return warning(`The routes are those of an earlier reading: ${unreadable}`, fix);
    const [first] = mistakes;
    if (!first) return ok(`It has ${usable.size === 1 ? 'a route' : `${usable.size} routes`}, and no mistakes.`);
    const which = mistakes.length === 1 ? ':' : '; the first:';
    return warning(`It has ${countOf(mistakes)}${which} ${showMistake(first)}`, fix);
  },
};
