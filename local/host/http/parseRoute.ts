/** One segment of a route template. */
export type RoutePart =
  | { kind: 'literal'; text: string }
  | { kind: 'parameter'; name: string; optional: boolean; constrained: boolean; accepts(value: string): boolean }
  | { kind: 'rest'; name: string };

const CONSTRAINTS = new Map(
  Object.entries({
    int: /^[+-]?\d{1,10}$/,
    long: /^[+-]?\d{1,19}$/,
    decimal: /^[+-]?\d+(\.\d+)?$/,
    double: /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i,
    float: /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i,
    bool: /^(true|false)$/i,
    alpha: /^[a-z]*$/i,
    guid: /^\{?[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}\}?$/i,
  }),
);

/**
 * Reads a route template of an HTTP trigger: `transfers/{id:guid}/{part?}`, `files/{*path}`.
 *
 * @param prefix comes before the template, without slashes; may be empty
 * @param functionName is named in errors
 * @throws Error on a segment that mixes text and a parameter, and on an unknown constraint.
 */
export function parseRoute(template: string, prefix: string, functionName: string): RoutePart[] {
  const literals = prefix.split('/').filter((part) => part !== '');
  const segments = template.split('/').filter((part) => part !== '');
  return [
    ...literals.map((text): RoutePart => ({ kind: 'literal', text: text.toLowerCase() })),
    ...segments.map((segment) => parseSegment(segment, template, functionName)),
  ];
}

function parseSegment(segment: string, template: string, functionName: string): RoutePart {
  if (!/[{}]/.test(segment)) return { kind: 'literal', text: segment.toLowerCase() };
  const match = /^\{(\*{0,2})([A-Za-z_][\w-]*)((?::[a-z]+)*)(\?)?\}$/i.exec(segment);
  const known = match?.[3]?.split(':').slice(1) ?? [];
  const expressions = known.map((name) => CONSTRAINTS.get(name.toLowerCase()));
  if (!match || expressions.includes(undefined)) {
    throw new Error(
      `Function "${functionName}": the built-in host cannot read "${segment}" in route "${template}". ` +
        `Use {name}, {name?}, {*name} or {name:${[...CONSTRAINTS.keys()].join('|')}}.`,
    );
  }
  const name = match[2] as string;
  if (match[1]) return { kind: 'rest', name };
  return {
    kind: 'parameter',
    name,
    optional: match[4] === '?',
    constrained: known.length > 0,
    accepts: (value) => expressions.every((expression) => expression?.test(value)),
  };
}
