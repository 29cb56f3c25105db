import type { HttpHandler } from '@azure/functions';
import { getClient } from 'durable-functions';
import type { ApiDependencies } from './dependencies';
import { findEnd, findProgress, hasDied } from './durable';
import { handled } from './http/handled';
import { requireTransfer } from './requireTransfer';
import { answerTransfer, viewTransfer } from './transferView';

/** GET /api/transfers/{id}: where a transfer is, and its report once it has ended. */
export function createGetTransfer({ transfers }: ApiDependencies): HttpHandler {
  return handled(async (request, context) => {
    const record = await requireTransfer(transfers, request.params['id']);
    const { id } = record;
    const client = getClient(context);
    const end = await findEnd(transfers, client, id);
    if (end.report) return answerTransfer(viewTransfer(request, { record, ...end }));
    if (end.status && hasDied(end.status)) await transfers.index(record, 'failed');
    const progress = await findProgress(client, end.status);
    const cancelRequested = await transfers.isCancelRequested(id);
    return answerTransfer(viewTransfer(request, { record, ...end, progress, cancelRequested }));
  });
}
