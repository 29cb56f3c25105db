import { describe } from '../../domain/validation/describe';
import { invisibleProblem } from '../../domain/validation/invisible';
import type { Mistake } from '../../domain/validation/mistake';
import { type Path, showPath } from '../../domain/validation/showPath';

/** Things that a route may name; `null` marks one that the file defines with a mistake. */
export type Named<T> = Map<string, T | null>;

const NAME = /^[A-Za-z][A-Za-z0-9-]{0,39}$/;

/**
 * Goes through an object of named definitions, such as `clouds`.
 *
 * @param section key of the object in the file
 * @param define turns one definition into what it means; throws nothing, returns its mistakes; `place.at` is the path of the definition
 */
export function loadNamed<T>(
  section: string,
  value: unknown,
  named: Named<T>,
  mistakes: Mistake[],
  define: (name: string, definition: unknown, place: { at: Path }) => Defined<T>,
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
        problem: invisibleProblem(name) ?? 'is not a valid name',
        expected: 'a letter, then up to 39 letters, digits and hyphens',
      });
      continue;
    }
    const defined = define(name, definition, { at: [section, name] });
    named.set(name, 'value' in defined ? defined.value : null);
    if ('mistakes' in defined) mistakes.push(...defined.mistakes);
  }
}

type Defined<T> = { readonly value: T } | { readonly mistakes: readonly Mistake[] };

/** True for a JSON object: neither null nor a list. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
