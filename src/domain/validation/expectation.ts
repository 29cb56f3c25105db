import { z } from 'zod';
import { layersOf } from './schemaAt';

/** What a schema expects, in words for the author of a value that does not match it. */
export interface Expectation {
  /** What has to stand there, in words. */
  readonly expected: string;
  /** Said instead of the wrong value, where that may be a secret put in the wrong place. */
  readonly instead?: string;
}

const expectations = z.registry<Expectation>();

/** Notes what a schema expects; returns the schema. Schemas made from it (`.meta`, `.refine`, …) expect the same. */
export function expecting<Schema extends z.ZodType>(schema: Schema, expectation: Expectation): Schema {
  expectations.add(schema, expectation);
  return schema;
}

/** What was noted of the schema of `value`, or of what it wraps. */
export function expectationOf(schema: z.core.$ZodType, value: unknown): Expectation {
  for (const layer of layersOf(schema, value)) {
    const noted = expectations.get(layer);
    if (noted) return noted;
  }
  return { expected: 'another value' };
}
