import { z } from 'zod';
import { RequestInvalidError } from '../domain/failures/errors';
import { TRANSFER_STATES } from '../domain/transferRecord';
import type { TransferFilter } from '../domain/ports/transferStore';

const MAX_PAGE = 100;
const DEFAULT_PAGE = 20;
const TIME = 'a time like 2026-01-31T12:00:00Z';

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const schema = z.strictObject({
  route: z.string().min(1).optional(),
  state: z.enum(TRANSFER_STATES).optional(),
  from: time.optional(),
  to: time.optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
  cursor: z
    .string()
    .transform((text) => Buffer.from(text, 'base64url').toString('utf8'))
    .refine((name) => /^index\/\d{16}-\w+$/.test(name))
    .optional(),
});
const EXPECTED = new Map([
  ['route', 'the name of a route'],
  ['state', `one of ${TRANSFER_STATES.join(', ')}`],
  ['from', TIME],
  ['to', TIME],
  ['limit', `a whole number from 1 to ${MAX_PAGE}`],
  ['cursor', 'the cursor of an earlier answer\'s "next"'],
]);

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
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    throw new RequestInvalidError(
      parsed.error.issues.flatMap((issue) => {
        const names = issue.code === 'unrecognized_keys' ? issue.keys : [String(issue.path[0])];
        return names.map((name) => ({
          path: `query.${name}`,
          problem: EXPECTED.has(name) ? 'is not valid' : 'is not known',
          expected: EXPECTED.get(name) ?? `one of ${[...EXPECTED.keys()].join(', ')}`,
        }));
      }),
    );
  }
  const { limit, cursor, route, state, from, to } = parsed.data;
  return {
    filter: { ...(route && { route }), ...(state && { state }), ...(from && { from }), ...(to && { to }) },
    page: { limit, ...(cursor !== undefined && { cursor }) },
  };
}
