import { TransferEndedError } from '../../domain/failures/errors';
import { findEnd, hasDied } from '../instances/findEnd';
import type { ApiCall, ApiDependencies, JsonAnswer } from './dependencies';
import { requireTransfer } from './requireTransfer';
import type { TransferView } from './schemas/transferView';
import { answerAccepted, answerTransfer, viewTransfer } from './viewTransfer';

/** POST /api/transfers/{id}/cancel: raises the flag that polling and copying look at. Canceling twice is once. */
export async function cancelTransfer(
  { transfers, instancesFor }: Pick<ApiDependencies, 'transfers' | 'instancesFor'>,
  { request, context, apiUrl }: ApiCall,
): Promise<JsonAnswer<TransferView>> {
  const record = await requireTransfer(transfers, request.params['id']);
  const { id } = record;
  const end = await findEnd(transfers, instancesFor(context), id);
  if (end.report?.outcome === 'canceled') return answerTransfer(viewTransfer(apiUrl, { record, ...end }));
  if (end.report) throw new TransferEndedError(id, end.report.outcome);
  if (hasDied(end)) throw new TransferEndedError(id, 'failed');
  await transfers.requestCancel(id);
  return answerAccepted(viewTransfer(apiUrl, { record, ...end, cancelRequested: true }));
}
