import { z } from 'zod';
import { expecting } from '../../../domain/validation/expectation';

/** A time, as a text with its zone. */
const timeText = expecting(
  z.iso.datetime({ offset: true }).transform((given) => new Date(given)),
  { expected: 'a time like 2026-01-31T12:00:00Z' },
);

/** The fields of a query that means what lies from one time until before another. */
export const timeSpan = { from: timeText.optional(), to: timeText.optional() };

/** Refuses a span in which there is no time: the answer would be empty whatever there is. */
export function withTimeInSpan<Query extends { from?: Date | undefined; to?: Date | undefined }>(
  schema: z.ZodType<Query>,
): z.ZodType<Query> {
  return schema.refine(({ from, to }) => !from || !to || from < to, {
    path: ['from'],
    params: { problem: 'is not before "to"', expected: 'a time before "to"' },
  });
}
