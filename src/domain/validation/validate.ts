import type { z } from 'zod';
import { describe } from './describe';
import { expectationOf } from './expectation';
import { invisibleProblem } from './invisible';
import type { Mistake } from './mistake';
import { nearest } from './nearest';
import { knownKeys, schemaAt, valueAt } from './schemaAt';
import { type Path, showPath } from './showPath';
import { FILE, type Wording } from './wording';

/** Of keys that are not known: more of them are only counted, because a request may hold any number. */
const MOST_UNKNOWN_KEYS = 10;

/** Where a value stands, and how the mistakes in it are worded. */
export interface Place {
  /** Path of the value in its document, like `['routes', 'prod']`; without it, the value is the document. */
  readonly at?: Path;
  readonly wording?: Wording;
}

/**
 * Validates a value.
 *
 * What is wrong is told from the value, what is expected from the schema (`fields.ts` and `expecting`), or both by the
 * `params` of a refinement: no message of zod is read or shown.
 *
 * @returns what the schema makes of the value, or every mistake
 */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  place: Place = {},
): { readonly value: z.output<Schema> } | { readonly mistakes: readonly Mistake[] } {
  const parsed = schema.safeParse(value);
  return parsed.success ? { value: parsed.data } : { mistakes: mistakesIn(schema, value, parsed.error.issues, place) };
}

function mistakesIn(
  schema: z.ZodType,
  value: unknown,
  issues: readonly z.core.$ZodIssue[],
  { at = [], wording = FILE }: Place,
): Mistake[] {
  return issues.flatMap((issue) => {
    const place = [...at, ...issue.path];
    const within = schemaAt(schema, value, issue.path);
    const wrong = valueAt(value, issue.path);
    if (issue.code === 'unrecognized_keys') {
      return unknownKeys(place, issue.keys, knownKeys(within, wrong), wording);
    }
    const { expected, instead } = expectationOf(within, wrong);
    const problem = problemOf(wrong, wording, instead);
    return [{ path: showPath(place, wording.root), problem, expected, ...ownWords(issue) }];
  });
}

function problemOf(wrong: unknown, { repeatsValues }: Wording, instead: string | undefined): string {
  if (typeof wrong === 'string' && instead !== undefined) return invisibleProblem(wrong) ?? instead;
  return wrong === undefined || repeatsValues ? describe(wrong) : 'is not valid';
}

/** What the `params` of a refinement say of the problem and of what it expects. */
function ownWords(issue: z.core.$ZodIssue): Partial<Pick<Mistake, 'problem' | 'expected'>> {
  const params = issue.code === 'custom' ? issue.params : undefined;
  const words = ['problem', 'expected'].map((key) => [key, params?.[key] as unknown]);
  return Object.fromEntries(words.filter(([, word]) => typeof word === 'string'));
}

/** The mistakes of keys that are not among `known`: those of the first ones, and one that counts the others. */
export function unknownKeys(
  at: Path,
  keys: readonly string[],
  known: readonly string[],
  wording: Wording = FILE,
): Mistake[] {
  const told = keys.slice(0, MOST_UNKNOWN_KEYS).map((key) => unknownKey(at, key, known, wording));
  const others = keys.length - told.length;
  if (others === 0) return told;
  const problem = `has ${others} more keys that are not known`;
  return [...told, { path: showPath(at, wording.root), problem, expected: listOf(known) }];
}

/** The mistake of a key that is not one of `known`. */
function unknownKey(at: Path, key: string, known: readonly string[], wording: Wording): Mistake {
  const meant = wording.suggest && nearest(key, known);
  return {
    path: showPath([...at, key]),
    problem: invisibleProblem(key) ?? wording.unknownKey,
    expected: meant !== undefined && wording.suggest ? wording.suggest(meant) : listOf(known),
  };
}

function listOf(known: readonly string[]): string {
  return known.length === 0 ? 'none' : `one of ${known.join(', ')}`;
}
