import { decodeUtf8 } from './decodeUtf8';
import { loadClouds, type PlaceOf } from './loadClouds';
import { loadCredentials } from './loadCredentials';
import { isObject } from './named';
import { resolveRoute } from './resolveRoute';
import type { LoadedRoutes, Route, RouteMistake } from '../../domain/route';
import { describe } from '../../domain/validation/describe';
import { isPlainName } from '../../domain/validation/harmless';
import { invisibleProblem } from '../../domain/validation/invisible';
import { parseJson } from '../../domain/validation/parseJson';
import { showPath } from '../../domain/validation/showPath';
import { unknownKeys, validate } from '../../domain/validation/validate';
import { type Defaults, defaultsSchema, FILE_KEYS, ROUTE_NAME, ROUTE_NAME_EXPECTED } from './routesSchema';

const ROUTES_EXPECTED = 'at least one route: { "name": { "source": { … }, "target": { … } } }';
const FILE_EXPECTED = 'an object with "version" and "routes"';

/**
 * Loads a routes file, of which it gets the bytes or the text: validates it, fills in the defaults, resolves cloud profiles and credential references.
 *
 * Every route is judged on its own: a mistake in one leaves the others usable, and a mistake in a cloud profile or a
 * credential takes only the routes that use it. A mistake in the file as a whole (no JSON, another version, no routes)
 * takes all, and so does one in its defaults.
 *
 * @param placeOf where a file is that the routes file names; what it says by itself where absent
 * @returns the routes that can be used, and every mistake; never throws because of the file
 */
export function loadRoutes(content: string | Uint8Array, placeOf: PlaceOf = (file) => file): LoadedRoutes {
  const decoded = typeof content === 'string' ? { text: content } : decodeUtf8(content);
  if ('mistake' in decoded) return { routes: new Map(), mistakes: [decoded.mistake] };
  return loadText(decoded.text, placeOf);
}

function loadText(text: string, placeOf: PlaceOf): LoadedRoutes {
  const blank = blankProblem(text);
  if (blank !== undefined) {
    return { routes: new Map(), mistakes: [{ path: 'file', problem: blank, expected: FILE_EXPECTED }] };
  }
  const parsed = parseJson(text);
  if ('mistake' in parsed) return { routes: new Map(), mistakes: [parsed.mistake] };
  const file = parsed.value;
  if (!isObject(file) || Object.keys(file).length === 0) return unusable('file', file, FILE_EXPECTED);
  if (file['version'] !== 1) return unusable('version', file['version'], '1');
  if (!isObject(file['routes'])) return unusable('routes', file['routes'], 'an object: { "name": route }');
  return loadFile(file, file['routes'], placeOf);
}

function blankProblem(text: string): string | undefined {
  const [, json = ''] = /^\uFEFF?([^]*)$/.exec(text) ?? [];
  if (json === '') return 'is empty';
  return /^[ \t\r\n]+$/.test(json) ? 'is white space only' : undefined;
}

function unusable(path: string, value: unknown, expected: string): LoadedRoutes {
  return { routes: new Map(), mistakes: [{ path, problem: describe(value), expected }] };
}

function loadFile(file: Record<string, unknown>, entries: Record<string, unknown>, placeOf: PlaceOf): LoadedRoutes {
  const unknown = Object.keys(file).filter((key) => !FILE_KEYS.includes(key));
  const mistakes: RouteMistake[] = unknownKeys([], unknown, FILE_KEYS);
  const shared = {
    clouds: loadClouds(file['clouds'], placeOf, mistakes),
    credentials: loadCredentials(file['credentials'], mistakes),
    defaults: loadDefaults(file['defaults'], mistakes),
  };
  const isEmpty = Object.keys(entries).length === 0;
  if (isEmpty) mistakes.push({ path: 'routes', problem: 'is empty', expected: ROUTES_EXPECTED });
  const routes = new Map<string, Route>();
  for (const [name, value] of Object.entries(entries)) {
    if (!ROUTE_NAME.test(name)) {
      mistakes.push(badName(name));
      continue;
    }
    const { route, found } = resolveRoute(name, value, shared);
    if (route) routes.set(name, route);
    // A key that may be a secret in the wrong place is shown nowhere; its path says which one it is as far as it can.
    mistakes.push(...found.map((mistake) => ({ ...(isPlainName(name) && { route: name }), ...mistake })));
  }
  return { routes, mistakes, ...(isEmpty && { isEmpty }) };
}

function loadDefaults(value: unknown, mistakes: RouteMistake[]): Defaults | undefined {
  const checked = validate(defaultsSchema, value ?? {}, { at: ['defaults'] });
  if ('value' in checked) return checked.value;
  mistakes.push(...checked.mistakes);
  return undefined;
}

function badName(name: string): RouteMistake {
  const problem = invisibleProblem(name) ?? 'is not a valid name of a route';
  return { path: showPath(['routes', name]), problem, expected: ROUTE_NAME_EXPECTED };
}
