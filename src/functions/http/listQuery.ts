import { z } from 'zod';
import { RequestInvalidError } from '../../domain/failures/errors';
import { expecting } from '../../domain/validation/expectation';
import { choice, nonEmptyText, wholeNumberText } from '../../domain/validation/fields';
import { validate } from '../../domain/validation/validate';
import { QUERY } from '../../domain/validation/wording';
import { TRANSFER_STATES } from '../../domain/transferRecord';
import type { TransferFilter } from '../../domain/ports/transferStore';

const MAX_PAGE = 100;
const DEFAULT_PAGE = 20;

const time = expecting(
  z.iso.datetime({ offset: true }).transform((given) => new Date(given)),
  { expected: 'a time like 2026-01-31T12:00:00Z' },
);
const querySchema = z.strictObject({
  route: nonEmptyText('the name of a route').optional(),
  state: choice(TRANSFER_STATES).optional(),
  from: time.optional(),
  to: time.optional(),
  limit: wholeNumberText(1, MAX_PAGE).default(DEFAULT_PAGE),
  cursor: expecting(
    z
      .string()
      .transform((given) => Buffer.from(given, 'base64url').toString('utf8'))
      .refine((name) => /^index\/\d{16}-\w+$/.test(name)),
    { expected: 'the cursor of an earlier answer\'s "next"' },
  ).optional(),
});

/** Whether a query parameter belongs to the Functions host, not to the list: the key, and its name. In any letter case. */
export function isHostParameter(name: string): boolean {
  return ['code', 'clientid'].includes(name.toLowerCase());
}

/**
 * Reads the query of GET /api/transfers: `route`, `state`, `from`, `to`, `limit`, `cursor`. A name that is not known
 * is a mistake: a misspelt filter would silently list everything.
 *
 * @throws RequestInvalidError
 */
export function parseListQuery(query: URLSearchParams): {
  filter: TransferFilter;
  page: { limit: number; cursor?: string };
} {
  const given = Object.fromEntries([...query].filter(([name]) => !isHostParameter(name)));
  const checked = validate(querySchema, given, { at: ['query'], wording: QUERY });
  if ('mistakes' in checked) throw new RequestInvalidError(checked.mistakes);
  const { limit, cursor, route, state, from, to } = checked.value;
  return {
    filter: { ...(route && { route }), ...(state && { states: [state] }), ...(from && { from }), ...(to && { to }) },
    page: { limit, ...(cursor !== undefined && { cursor }) },
  };
}
