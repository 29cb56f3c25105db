import type { z } from 'zod';
import { nearest } from './nearest';
import { quote } from './quote';
import type { RouteMistake } from '../domain/route';

type Path = readonly PropertyKey[];

/**
 * Turns what a schema of `fields.ts` found in `value` into mistakes.
 *
 * @param issues issues of one `safeParse(value)`
 * @param at path of `value` in the file, like `['routes', 'prod']`
 */
export function mistakesIn(value: unknown, issues: readonly z.core.$ZodIssue[], at: Path): RouteMistake[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      const known = issue.message.split(', ');
      return issue.keys.map((key) => unknownKey([...at, ...issue.path], key, known));
    }
    return [
      {
        path: showPath([...at, ...issue.path]),
        problem: problemAt(value, issue.path),
        expected: issue.message,
      },
    ];
  });
}

/** A wrong secret URI is never repeated: it may be the secret itself, put in the wrong place. */
function problemAt(value: unknown, path: Path): string {
  const wrong = valueAt(value, path);
  return path.at(-1) === 'secretUri' && typeof wrong === 'string' ? 'is no secret URI' : describe(wrong);
}

/** The mistake of a key that is not one of `known`. */
export function unknownKey(at: Path, key: string, known: readonly string[]): RouteMistake {
  const meant = nearest(key, known);
  return {
    path: showPath([...at, key]),
    problem: 'is not a setting here',
    expected: meant ? `"${meant}", perhaps` : `one of ${known.join(', ')}`,
  };
}

/** `routes.prod.source`; a key that could not be read this way, or may hold a secret, is quoted in brackets. */
export function showPath(path: Path): string {
  return path
    .map(String)
    .map((key, index) => (/^[\w$-]{1,40}$/.test(key) ? (index === 0 ? key : `.${key}`) : `[${quote(key)}]`))
    .join('');
}

/** What a value is, in words, without repeating anything that may be secret. */
export function describe(value: unknown): string {
  if (value === undefined) return 'is missing';
  if (value === null) return 'is null';
  if (Array.isArray(value)) return 'is a list';
  if (typeof value === 'string') return hasQuery(value) ? 'carries a query, such as a SAS' : `is ${quote(value)}`;
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'is empty' : 'is an object';
  return `is ${String(value)}`;
}

function hasQuery(value: string): boolean {
  return /^https?:\/\/.*\?/.test(value);
}

function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Object.hasOwn(current, key) ? (current as Record<PropertyKey, unknown>)[key] : undefined;
  }
  return current;
}
