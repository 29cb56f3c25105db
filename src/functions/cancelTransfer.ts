import type { HttpHandler } from '@azure/functions';
import { getClient } from 'durable-functions';
import { TransferEndedError } from '../domain/failures/errors';
import type { ApiDependencies } from './dependencies';
import { findEnd, hasDied } from './durable';
import { handled } from './http/handled';
import { requireTransfer } from './requireTransfer';
import { answerAccepted, answerTransfer, viewTransfer } from './transferView';

/** POST /api/transfers/{id}/cancel: raises the flag that polling and copying look at. Canceling twice is once. */
export function createCancelTransfer({ transfers }: ApiDependencies): HttpHandler {
  return handled(async (request, context) => {
    const record = await requireTransfer(transfers, request.params['id']);
    const { id } = record;
    const { report, status } = await findEnd(transfers, getClient(context), id);
    if (report?.outcome === 'canceled') return answerTransfer(viewTransfer(request, { record, report }));
    if (report) throw new TransferEndedError(id, report.outcome);
    if (status && hasDied(status)) throw new TransferEndedError(id, 'failed');
    await transfers.requestCancel(id);
    return answerAccepted(viewTransfer(request, { record, status, cancelRequested: true }));
  });
}
