import type { z } from 'zod';
import type { Mistake } from '../validation/mistake';

/** What is wrong with a value, and what has to stand there instead. */
export type Words = Pick<Mistake, 'problem' | 'expected'>;

/** A schema that refuses values in words of their own, where `wordsFor` has any. */
export function refusing<Schema extends z.ZodType>(
  schema: Schema,
  wordsFor: (value: z.output<Schema>) => Partial<Words> | undefined,
): Schema {
  return schema.superRefine((value, context) => {
    const words = wordsFor(value);
    if (words) context.addIssue({ code: 'custom', params: { ...words } });
  });
}
