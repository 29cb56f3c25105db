import type { TransferFilter, TransferStore } from '../../../domain/ports/transferStore';
import { slicesOf } from '../../../domain/slices';
import type { TransferSummary } from '../../../domain/transferRecord';
import { reconcile } from '../../start/reconcile';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import { type ListQuery, toListing } from './listQuery';
import { ownParameters } from '../request/readQuery';
import type { TransferList } from '../schemas/transferList';

/** A list must not wait for orchestrations that do not answer; the timer looks after the others. */
const LOOK_AFTER_MS = 5_000;
const LOOKS_AT_ONCE = 8;

/**
 * GET /api/transfers: the app's own index, newest first, a page at a time. What was cut off is taken up first. Every transfer that it
 * shows can be asked for.
 */
export async function listTransfers(
  deps: Omit<ApiDependencies, 'routes'>,
  { request, context, query, apiUrl }: ApiCall<ListQuery>,
): Promise<JsonAnswer<TransferList>> {
  const { filter, page } = toListing(query);
  await reconcile(deps, deps.instancesFor(context), context, { budgetMs: LOOK_AFTER_MS });
  const { transfers: found, cursor } = await listRecorded(deps.transfers, filter, page);
  if (cursor === undefined) return { jsonBody: { transfers: found } };
  const next = ownParameters(request.query);
  next.set('cursor', Buffer.from(cursor).toString('base64url'));
  return { jsonBody: { transfers: found, next: `${apiUrl}/transfers?${next.toString()}` } };
}

/** A line comes before its record, and is left alone where the call was cut off between them, or came second. */
async function listRecorded(
  transfers: TransferStore,
  filter: TransferFilter,
  { limit, cursor: begin }: { limit: number; cursor?: string },
): Promise<{ transfers: TransferSummary[]; cursor?: string }> {
  const found: TransferSummary[] = [];
  let cursor = begin;
  do {
    const page = await transfers.list(filter, { limit: limit - found.length, ...(cursor !== undefined && { cursor }) });
    for (const some of slicesOf(page.transfers, LOOKS_AT_ONCE)) {
      const areRecorded = await Promise.all(some.map((line) => isRecorded(transfers, line)));
      found.push(...some.filter((_, index) => areRecorded[index]));
    }
    cursor = page.cursor;
  } while (cursor !== undefined && found.length < limit);
  return { transfers: found, ...(cursor !== undefined && { cursor }) };
}

async function isRecorded(transfers: TransferStore, { id, state, createdAt }: TransferSummary): Promise<boolean> {
  return state !== 'accepted' || (await transfers.find(id))?.createdAt === createdAt;
}
