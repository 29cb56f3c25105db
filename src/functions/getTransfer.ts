import type { HttpHandler } from '@azure/functions';
import { getClient } from 'durable-functions';
import type { ApiDependencies } from './dependencies';
import { findEnd } from './durable';
import { handled } from './http/handled';
import { requireTransfer } from './requireTransfer';
import { answerTransfer, viewTransfer } from './transferView';

/** GET /api/transfers/{id}: where a transfer is, and its report once it has ended. */
export function createGetTransfer({ transfers }: ApiDependencies): HttpHandler {
  return handled(async (request, context) => {
    const record = await requireTransfer(transfers, request.params['id']);
    const { id } = record;
    const end = await findEnd(transfers, getClient(context), id);
    if (end.report) return answerTransfer(viewTransfer(request, { record, ...end }));
    const cancelRequested = await transfers.isCancelRequested(id);
    return answerTransfer(viewTransfer(request, { record, ...end, cancelRequested }));
  });
}
