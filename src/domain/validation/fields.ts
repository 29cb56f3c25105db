import { z } from 'zod';
import { expecting } from './expectation';
import { invisibleIn } from './invisible';

/* Schemas of fields, each with the words for what it expects. `schema.meta` may add a description, `.exactOptional` and `.default` may wrap them. */

/** A text that matches `pattern` and has no invisible character. */
export function text(pattern: RegExp, expected: string) {
  return expecting(matching(pattern), { expected });
}

/** A text of one character or more. */
export function nonEmptyText(expected: string) {
  return expecting(z.string().min(1), { expected });
}

/** A text that may be a secret put in the wrong place, unless it matches `pattern`; a wrong one is never repeated. */
export function reference(pattern: RegExp, expected: string, instead: string) {
  return expecting(matching(pattern), { expected, instead });
}

/** A number from `lowest` to `highest`. */
export function number(lowest: number, highest: number) {
  return expecting(z.number().min(lowest).max(highest), { expected: `a number from ${lowest} to ${highest}` });
}

/** A whole number from `lowest` to `highest`. */
export function wholeNumber(lowest: number, highest: number) {
  return expecting(z.int().min(lowest).max(highest), { expected: wholeNumberWords(lowest, highest) });
}

/** A whole number that is written as a text, as in an environment variable: digits only. */
export function wholeNumberText(lowest: number, highest: number) {
  const digits = z.string().regex(/^\d{1,9}$/);
  return expecting(digits.transform(Number).pipe(z.int().min(lowest).max(highest)), {
    expected: wholeNumberWords(lowest, highest),
  });
}

/** One of a few words. */
export function choice<const Words extends readonly [string, ...string[]]>(words: Words) {
  return expecting(z.enum(words), { expected: `one of ${words.join(', ')}` });
}

/** True or false. */
export function flag() {
  return expecting(z.boolean(), { expected: 'true or false' });
}

/** An object that refuses keys it does not know. */
export function strictObject<Shape extends z.core.$ZodLooseShape>(shape: Shape, expected = 'an object: { … }') {
  return expecting(z.strictObject(shape), { expected });
}

function matching(pattern: RegExp) {
  return z
    .string()
    .regex(pattern, { abort: true })
    .refine((given) => invisibleIn(given) === undefined, { abort: true });
}

function wholeNumberWords(lowest: number, highest: number): string {
  return `a whole number from ${lowest} to ${highest}`;
}
