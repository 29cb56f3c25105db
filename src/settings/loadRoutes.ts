import { loadClouds } from './loadClouds';
import { loadCredentials } from './loadCredentials';
import { isObject } from './named';
import { resolveRoute } from './resolveRoute';
import type { LoadedRoutes, Route, RouteMistake } from '../domain/route';
import { describe } from '../domain/validation/describe';
import { isPlainName } from '../domain/validation/harmless';
import { invisibleProblem } from '../domain/validation/invisible';
import { parseJson } from '../domain/validation/parseJson';
import { showPath } from '../domain/validation/showPath';
import { unknownKey, validate } from '../domain/validation/validate';
import { type Defaults, defaultsSchema, FILE_KEYS, ROUTE_NAME, ROUTE_NAME_EXPECTED } from './routesSchema';

/**
 * Loads the text of a routes file: validates it, fills in the defaults, resolves cloud profiles and credential references.
 *
 * Every route is judged on its own: a mistake in one leaves the others usable, and a mistake in a cloud profile or a
 * credential takes only the routes that use it. A mistake in the file as a whole (no JSON, another version, no routes)
 * takes all, and so does one in its defaults.
 *
 * @returns the routes that can be used, and every mistake; never throws because of the text
 */
export function loadRoutes(text: string): LoadedRoutes {
  const parsed = parseJson(text);
  if ('mistake' in parsed) return { routes: new Map(), mistakes: [parsed.mistake] };
  const file = parsed.value;
  if (!isObject(file)) {
    return unusable('file', file, 'an object with "version" and "routes"');
  }
  if (file['version'] !== 1) return unusable('version', file['version'], '1');
  if (!isObject(file['routes'])) return unusable('routes', file['routes'], 'an object: { "name": route }');
  return loadFile(file, file['routes']);
}

function unusable(path: string, value: unknown, expected: string): LoadedRoutes {
  return { routes: new Map(), mistakes: [{ path, problem: describe(value), expected }] };
}

function loadFile(file: Record<string, unknown>, entries: Record<string, unknown>): LoadedRoutes {
  const mistakes: RouteMistake[] = Object.keys(file)
    .filter((key) => !FILE_KEYS.includes(key))
    .map((key) => unknownKey([], key, FILE_KEYS));
  const shared = {
    clouds: loadClouds(file['clouds'], mistakes),
    credentials: loadCredentials(file['credentials'], mistakes),
    defaults: loadDefaults(file['defaults'], mistakes),
  };
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
  return { routes, mistakes };
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
