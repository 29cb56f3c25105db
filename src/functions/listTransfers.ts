import type { HttpHandler } from '@azure/functions';
import type { ApiDependencies } from './dependencies';
import { handled } from './http/handled';
import { isHostParameter, parseListQuery } from './listQuery';

/** GET /api/transfers: the app's own index, newest first, a page at a time. */
export function createListTransfers({ transfers }: ApiDependencies): HttpHandler {
  return handled(async (request) => {
    const { filter, page } = parseListQuery(request.query);
    const { transfers: found, cursor } = await transfers.list(filter, page);
    if (cursor === undefined) return { jsonBody: { transfers: found } };
    const next = new URL(request.url);
    for (const name of [...next.searchParams.keys()].filter(isHostParameter)) next.searchParams.delete(name);
    next.searchParams.set('cursor', Buffer.from(cursor).toString('base64url'));
    return { jsonBody: { transfers: found, next: next.toString() } };
  });
}
