import { reconcile } from '../start/reconcile';
import type { ApiCall, ApiDependencies, JsonAnswer } from './dependencies';
import { type ListQuery, toListing } from './listQuery';
import { ownParameters } from './readQuery';
import type { TransferList } from './schemas/transferList';

/** A list must not wait for orchestrations that do not answer; the timer looks after the others. */
const LOOK_AFTER_MS = 5_000;

/** GET /api/transfers: the app's own index, newest first, a page at a time. What was cut off is taken up first. */
export async function listTransfers(
  deps: Omit<ApiDependencies, 'routes'>,
  { request, context, query, apiUrl }: ApiCall<ListQuery>,
): Promise<JsonAnswer<TransferList>> {
  const { filter, page } = toListing(query);
  await reconcile(deps, deps.instancesFor(context), context, { budgetMs: LOOK_AFTER_MS });
  const { transfers: found, cursor } = await deps.transfers.list(filter, page);
  if (cursor === undefined) return { jsonBody: { transfers: found } };
  const next = ownParameters(request.query);
  next.set('cursor', Buffer.from(cursor).toString('base64url'));
  return { jsonBody: { transfers: found, next: `${apiUrl}/transfers?${next.toString()}` } };
}
