import type { RegisteredFunction } from '../app/functionApp';
import { parseRoute, type RoutePart } from './parseRoute';

/** A function found for a request, and the values of its route's parameters, decoded. */
export interface RouteMatch {
  entry: RegisteredFunction;
  params: Record<string, string>;
}

interface HttpRoute {
  entry: RegisteredFunction;
  methods: string[];
  parts: RoutePart[];
}

/** The HTTP functions of an app by method and path. */
export interface RouteTable {
  /** `path` is the raw path of the request, without its query. */
  match(method: string, path: string): RouteMatch | undefined;
  /** Functions that never answer because their route belongs to the host. */
  shadowed: RegisteredFunction[];
}

/**
 * @param prefix host.json's routePrefix
 * @throws Error naming the function whose route cannot be read.
 */
export function createRouteTable(functions: RegisteredFunction[], prefix: string): RouteTable {
  const shadowed: RegisteredFunction[] = [];
  const routes: HttpRoute[] = [];
  for (const entry of functions) {
    const template = String(entry.trigger['route'] || entry.name).replace(/^\/+|\/+$/g, '');
    if (/^admin/i.test(template)) shadowed.push(entry);
    else routes.push({ entry, methods: methodsOf(entry), parts: parseRoute(template, prefix, entry.name) });
  }
  routes.sort((a, b) => compareParts(a.parts, b.parts));
  return {
    shadowed,
    match(method, path) {
      const segments = path.replace(/^\//, '').replace(/\/$/, '').split('/');
      for (const route of routes) {
        const params = matchParts(route.parts, segments);
        if (params && route.methods.includes(method.toUpperCase())) return { entry: route.entry, params };
      }
      return undefined;
    },
  };
}

function methodsOf(entry: RegisteredFunction): string[] {
  const methods = entry.trigger['methods'];
  const listed = Array.isArray(methods) ? methods.map((method) => String(method).toUpperCase()) : [];
  return listed.length > 0 ? listed : ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'TRACE'];
}

function matchParts(parts: RoutePart[], segments: string[]): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  let index = 0;
  for (const part of parts) {
    if (part.kind === 'rest') {
      const rest = segments.slice(index).join('/');
      if (rest !== '') params[part.name] = decodeSegment(rest);
      return params;
    }
    const segment = segments[index];
    if (segment === undefined) {
      if (part.kind === 'parameter' && part.optional) continue;
      return undefined;
    }
    const value = decodeSegment(segment);
    if (part.kind === 'literal') {
      if (value.toLowerCase() !== part.text) return undefined;
    } else {
      if (value === '' || !part.accepts(value)) return undefined;
      params[part.name] = value;
    }
    index += 1;
  }
  return index === segments.length ? params : undefined;
}

/** An encoded slash stays encoded, as in the real host. */
function decodeSegment(segment: string): string {
  return segment
    .split(/(%2f)/i)
    .map((text) => (/^%2f$/i.test(text) ? text : decodeOrKeep(text)))
    .join('');
}

/** Decodes a part of a path; one that is badly encoded stays as it is. */
export function decodeOrKeep(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Literals before constrained parameters before free ones before the rest of the path, segment by segment. */
function compareParts(a: RoutePart[], b: RoutePart[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = weight(a[index]) - weight(b[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function weight(part: RoutePart | undefined): number {
  if (!part || part.kind === 'literal') return 0;
  if (part.kind === 'rest') return 3;
  return part.constrained ? 1 : 2;
}
