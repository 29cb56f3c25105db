import type { z } from 'zod';
import { type Mistake, showMistake } from '../../src/domain/validation/mistake';
import { validate } from '../../src/domain/validation/validate';
import { BODY } from '../../src/domain/validation/wording';

/** Admin input that cannot be used: every mistake in it. Answered as 400. */
export class AdminInputError extends Error {
  constructor(readonly mistakes: readonly Mistake[]) {
    super(mistakes.map(showMistake).join(' '));
    this.name = 'AdminInputError';
  }
}

/**
 * What a schema makes of the body of a request.
 *
 * @throws AdminInputError listing every mistake.
 */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const checked = validate(schema, body, { wording: BODY });
  if ('mistakes' in checked) throw new AdminInputError(checked.mistakes);
  return checked.value;
}
