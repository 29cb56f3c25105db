import { findEnd, hasDied } from '../instances/findEnd';
import { findProgress } from '../instances/findProgress';
import type { ApiCall, ApiDependencies, JsonAnswer } from './dependencies';
import { requireTransfer } from './requireTransfer';
import type { TransferView } from './schemas/transferView';
import { answerTransfer, viewTransfer } from './viewTransfer';

/** GET /api/transfers/{id}: where a transfer is, and its report once it has ended. */
export async function getTransfer(
  { transfers, instancesFor }: Pick<ApiDependencies, 'transfers' | 'instancesFor'>,
  { request, context, apiUrl }: ApiCall,
): Promise<JsonAnswer<TransferView>> {
  const record = await requireTransfer(transfers, request.params['id']);
  const { id } = record;
  const instances = instancesFor(context);
  const end = await findEnd(transfers, instances, id);
  if (end.report) return answerTransfer(viewTransfer(apiUrl, { record, ...end }));
  if (hasDied(end)) await transfers.index(record, 'failed');
  const progress = await findProgress(instances, end.instance);
  const cancelRequested = await transfers.isCancelRequested(id);
  return answerTransfer(viewTransfer(apiUrl, { record, ...end, progress, cancelRequested }));
}
