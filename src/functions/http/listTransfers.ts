import type { HttpRequest, InvocationContext } from '@azure/functions';
import { reconcile } from '../start/reconcile';
import type { ApiDependencies, JsonAnswer } from './dependencies';
import { isHostParameter, parseListQuery } from './listQuery';
import type { TransferList } from './schemas/transferList';

/** GET /api/transfers: the app's own index, newest first, a page at a time. What was cut off is taken up first. */
export async function listTransfers(
  deps: Omit<ApiDependencies, 'routes'>,
  request: HttpRequest,
  context: InvocationContext,
): Promise<JsonAnswer<TransferList>> {
  const { filter, page } = parseListQuery(request.query);
  await reconcile(deps, deps.instancesFor(context), context);
  const { transfers: found, cursor } = await deps.transfers.list(filter, page);
  if (cursor === undefined) return { jsonBody: { transfers: found } };
  const next = new URL(request.url);
  for (const name of [...next.searchParams.keys()].filter(isHostParameter)) next.searchParams.delete(name);
  next.searchParams.set('cursor', Buffer.from(cursor).toString('base64url'));
  return { jsonBody: { transfers: found, next: next.toString() } };
}
