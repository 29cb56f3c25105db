import { ConfirmationRequiredError } from '../../../domain/failures/errors';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import { toLedgerFilter, type RemovalQuery } from './ledgerQuery';
import { requireLedger } from './requireLedger';
import type { LedgerRemoval } from '../schemas/ledger';

/**
 * DELETE /api/routes/{route}/ledger: forgets what the query means, which is everything where it names nothing. Nothing is
 * removed before `confirm` names the route.
 */
export async function removeFromLedger(
  deps: Pick<ApiDependencies, 'routes' | 'ledger'>,
  { request, query }: ApiCall<RemovalQuery>,
): Promise<JsonAnswer<LedgerRemoval>> {
  const route = await requireLedger(deps, request.params['route']);
  const filter = toLedgerFilter(query);
  if (query.confirm !== route) {
    const entries = await deps.ledger.count(route, filter);
    const subject = `${entries === 1 ? '1 entry' : `${entries} entries`} of the ledger of the route "${route}"`;
    throw new ConfirmationRequiredError(route, subject, 'these artifacts are to count as never delivered');
  }
  return { jsonBody: { removed: await deps.ledger.remove(route, filter) } };
}
