import type { z } from 'zod';
import { RequestInvalidError } from '../../../domain/failures/errors';
import { validate } from '../../../domain/validation/validate';
import { QUERY } from '../../../domain/validation/wording';

/**
 * Reads the query of a request. A name that is not known is a mistake: what it was meant to change would silently not
 * happen. A name that is given twice has both values, joined by a comma, as the Functions host hands them on.
 *
 * @throws RequestInvalidError
 */
export function readQuery<Query>(schema: z.ZodType<Query>, query: URLSearchParams): Query {
  const own = ownParameters(query);
  const given = Object.fromEntries([...own.keys()].map((name) => [name, own.getAll(name).join(',')]));
  const checked = validate(schema, given, { at: ['query'], wording: QUERY });
  if ('mistakes' in checked) throw new RequestInvalidError(checked.mistakes);
  return checked.value;
}

/** A query without what belongs to the Functions host: the key, and its name. In any letter case. */
export function ownParameters(query: URLSearchParams): URLSearchParams {
  return new URLSearchParams([...query].filter(([name]) => !['code', 'clientid'].includes(name.toLowerCase())));
}
