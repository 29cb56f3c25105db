import { pseudoGuid } from './pseudoGuid';

type Values = readonly unknown[];
type Bag = Record<string, unknown>;

/**
 * The functions of templates that need nothing but their arguments; those that infra/ uses.
 * Source: https://learn.microsoft.com/azure/azure-resource-manager/templates/template-functions
 */
export const PURE_FUNCTIONS: Readonly<Record<string, (...args: never[]) => unknown>> = {
  true: () => true,
  false: () => false,
  null: () => null,
  not: (one: boolean) => !one,
  equals: (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other),
  less: (one: number, other: number) => one < other,
  greater: (one: number, other: number) => one > other,
  max: (...numbers: number[]) => Math.max(...numbers),
  min: (...numbers: number[]) => Math.min(...numbers),
  add: (one: number, other: number) => one + other,
  sub: (one: number, other: number) => one - other,
  int: (text: string) => Number(text),
  string: (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)),
  bool: (text: unknown) => String(text).toLowerCase() === 'true',
  json: (text: string) => JSON.parse(text) as unknown,
  format: (text: string, ...args: unknown[]) =>
    text.replace(/\{(\d+)\}|\{\{|\}\}/g, (match, n: string | undefined) =>
      n === undefined ? match.slice(1) : shown(args[Number(n)]),
    ),
  concat: (...args: unknown[]) =>
    Array.isArray(args[0]) ? args.flatMap((one) => one as unknown[]) : args.map(shown).join(''),
  split: (text: string, by: string) => text.split(by),
  join: (texts: string[], by: string) => texts.join(by),
  replace: (text: string, what: string, by: string) => text.replaceAll(what, by),
  toLower: (text: string) => text.toLowerCase(),
  toUpper: (text: string) => text.toUpperCase(),
  trim: (text: string) => text.trim(),
  startsWith: (text: string, what: string) => text.toLowerCase().startsWith(what.toLowerCase()),
  endsWith: (text: string, what: string) => text.toLowerCase().endsWith(what.toLowerCase()),
  take: (of: string | Values, n: number) => of.slice(0, n),
  skip: (of: string | Values, n: number) => of.slice(n),
  substring: (text: string, from: number, length?: number) =>
    text.slice(from, length === undefined ? undefined : from + length),
  last: (of: string | Values) => of.at(-1),
  first: (of: string | Values) => of[0],
  length: (of: string | Values | Bag) =>
    typeof of === 'string' || Array.isArray(of) ? of.length : Object.keys(of).length,
  empty: (of: string | Values | Bag | null) =>
    of === null || of === '' || (typeof of === 'object' && Object.keys(of).length === 0),
  contains: (of: string | Values | Bag, what: string) =>
    typeof of === 'string' || Array.isArray(of) ? of.includes(what) : Object.hasOwn(of, what),
  coalesce: (...args: unknown[]) => args.find((one) => one !== null && one !== undefined) ?? null,
  tryGet: (of: Bag | null | undefined, ...keys: (string | number)[]) =>
    keys.reduce<unknown>((at, key) => (at as Bag | null | undefined)?.[key] ?? null, of),
  createArray: (...args: unknown[]) => args,
  createObject: (...args: unknown[]) =>
    Object.fromEntries(args.flatMap((key, n) => (n % 2 === 0 ? [[key as string, args[n + 1]]] : []))),
  shallowMerge: (bags: Bag[]) => Object.assign({}, ...bags) as Bag,
  union: (...args: unknown[]) => args.reduce((one, other) => united(one, other)),
  items: (of: Bag) =>
    Object.entries(of)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, value]) => ({ key, value })),
  range: (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n),
  flatten: (of: unknown[][]) => of.flat(),
  guid: (...texts: string[]) => pseudoGuid(...texts),
  uniqueString: (...texts: string[]) =>
    pseudoGuid(...texts)
      .replaceAll('-', '')
      .slice(0, 13),
  cidrSubnet,
  base64: (text: string) => Buffer.from(text).toString('base64'),
};

/** The n-th network of that many bits in an IPv4 network. */
function cidrSubnet(network: string, bits: number, n: number): string {
  const first = (network.split('/')[0] ?? '').split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const start = first + n * 2 ** (32 - bits);
  return `${[24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256).join('.')}/${bits}`;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
}

/** Lists without what is in them twice; objects into each other, all the way down. */
function united(one: unknown, other: unknown): unknown {
  if (Array.isArray(one)) return [...new Set([...(one as unknown[]), ...(other as unknown[])])];
  if (!isBag(one) || !isBag(other)) return other;
  const merged = Object.entries(other).map(([key, value]) => [key, key in one ? united(one[key], value) : value]);
  return { ...one, ...(Object.fromEntries(merged) as Bag) };
}

function isBag(value: unknown): value is Bag {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
