import type { ApiCall, ApiDependencies, JsonAnswer } from './dependencies';
import { type ListQuery, toListing } from './listQuery';
import { ownParameters } from './readQuery';
import type { TransferList } from './schemas/transferList';

/** GET /api/transfers: the app's own index, newest first, a page at a time. */
export async function listTransfers(
  { transfers }: Pick<ApiDependencies, 'transfers'>,
  { request, query, apiUrl }: ApiCall<ListQuery>,
): Promise<JsonAnswer<TransferList>> {
  const { filter, page } = toListing(query);
  const { transfers: found, cursor } = await transfers.list(filter, page);
  if (cursor === undefined) return { jsonBody: { transfers: found } };
  const next = ownParameters(request.query);
  next.set('cursor', Buffer.from(cursor).toString('base64url'));
  return { jsonBody: { transfers: found, next: `${apiUrl}/transfers?${next.toString()}` } };
}
