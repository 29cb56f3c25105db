import { z } from 'zod';
import { expecting } from '../../../domain/validation/expectation';
import { choice, text, wholeNumberText } from '../../../domain/validation/fields';
import { TRANSFER_STATES } from '../../../domain/transferRecord';
import type { TransferFilter } from '../../../domain/ports/transferStore';
import { timeSpan, withTimeInSpan } from '../request/timeSpan';

const MAX_PAGE = 100;
const DEFAULT_PAGE = 20;

/** The query of GET /api/transfers, as texts. */
export const listQuerySchema = withTimeInSpan(
  z.strictObject({
    route: text(/^[^,]+$/, 'the name of a route').optional(),
    state: choice(TRANSFER_STATES).optional(),
    ...timeSpan,
    limit: wholeNumberText(1, MAX_PAGE).default(DEFAULT_PAGE),
    cursor: expecting(
      z
        .string()
        .regex(/^[\w-]+$/)
        .transform((given) => Buffer.from(given, 'base64url').toString('utf8'))
        .refine((name) => /^index\/\d{16}-\w+$/.test(name)),
      { expected: 'the cursor of an earlier answer\'s "next"' },
    ).optional(),
  }),
);

/** What the query of the list asks for. */
export type ListQuery = z.output<typeof listQuerySchema>;

/** The query as the store of transfers takes it. */
export function toListing({ limit, cursor, route, state, from, to }: ListQuery): {
  filter: TransferFilter;
  page: { limit: number; cursor?: string };
} {
  return {
    filter: { ...(route && { route }), ...(state && { states: [state] }), ...(from && { from }), ...(to && { to }) },
    page: { limit, ...(cursor !== undefined && { cursor }) },
  };
}
