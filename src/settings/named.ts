import { mistakesIn, showPath, describe } from './mistakesIn';
import type { RouteMistake } from '../domain/route';

/** Things that a route may name; `null` marks one that the file defines with a mistake. */
export type Named<T> = Map<string, T | null>;

const NAME = /^[A-Za-z][A-Za-z0-9-]{0,39}$/;

/**
 * Goes through an object of named definitions, such as `clouds`.
 *
 * @param section key of the object in the file
 * @param define turns one definition into what it means; throws nothing, returns mistakes relative to the definition
 */
export function loadNamed<T>(
  section: string,
  value: unknown,
  named: Named<T>,
  mistakes: RouteMistake[],
  define: (name: string, definition: unknown) => Defined<T>,
): void {
  if (value === undefined) return;
  if (!isObject(value)) {
    mistakes.push({ path: section, problem: describe(value), expected: 'an object: { "name": { … } }' });
    return;
  }
  for (const [name, definition] of Object.entries(value)) {
    if (!NAME.test(name)) {
      mistakes.push({
        path: showPath([section, name]),
        problem: 'is no name',
        expected: 'a letter, then up to 39 letters, digits and hyphens',
      });
      continue;
    }
    const defined = define(name, definition);
    named.set(name, 'is' in defined ? defined.is : null);
    if ('issues' in defined) mistakes.push(...mistakesIn(definition, defined.issues, [section, name]));
    if ('mistake' in defined) mistakes.push({ path: showPath([section, name]), ...defined.mistake });
  }
}

type Defined<T> =
  { is: T } | { issues: Parameters<typeof mistakesIn>[1] } | { mistake: { problem: string; expected: string } };

/** True for a JSON object: neither null nor a list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
