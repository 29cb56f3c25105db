import type { HttpRequest } from '@azure/functions';
import type { ApiDependencies, JsonAnswer } from './dependencies';
import { isHostParameter, parseListQuery } from './listQuery';
import type { TransferList } from './schemas/transferList';

/** GET /api/transfers: the app's own index, newest first, a page at a time. */
export async function listTransfers(
  { transfers }: Pick<ApiDependencies, 'transfers'>,
  request: HttpRequest,
): Promise<JsonAnswer<TransferList>> {
  const { filter, page } = parseListQuery(request.query);
  const { transfers: found, cursor } = await transfers.list(filter, page);
  if (cursor === undefined) return { jsonBody: { transfers: found } };
  const next = new URL(request.url);
  for (const name of [...next.searchParams.keys()].filter(isHostParameter)) next.searchParams.delete(name);
  next.searchParams.set('cursor', Buffer.from(cursor).toString('base64url'));
  return { jsonBody: { transfers: found, next: next.toString() } };
}
