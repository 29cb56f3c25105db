import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import { toLedgerFilter, type LedgerQuery } from './ledgerQuery';
import { ownParameters } from '../request/readQuery';
import { requireLedger } from './requireLedger';
import type { LedgerPage } from '../schemas/ledger';

/** GET /api/routes/{route}/ledger: what the route has delivered, a page at a time, in an order that stays the same. */
export async function getLedger(
  deps: Pick<ApiDependencies, 'routes' | 'ledger'>,
  { request, query, apiUrl }: ApiCall<LedgerQuery>,
): Promise<JsonAnswer<LedgerPage>> {
  const route = await requireLedger(deps, request.params['route']);
  const { limit, cursor: from } = query;
  const page = { limit, ...(from !== undefined && { cursor: from }) };
  const { entries, cursor } = await deps.ledger.find(route, toLedgerFilter(query), page);
  if (cursor === undefined) return { jsonBody: { entries } };
  const next = ownParameters(request.query);
  next.set('cursor', Buffer.from(cursor).toString('base64url'));
  return { jsonBody: { entries, next: `${apiUrl}/routes/${route}/ledger?${next.toString()}` } };
}
