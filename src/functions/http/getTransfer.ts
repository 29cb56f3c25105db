import { findProgress } from '../instances/findProgress';
import { takeUp } from '../start/takeUp';
import type { ApiCall, ApiDependencies, JsonAnswer } from './dependencies';
import { requireTransfer } from './requireTransfer';
import type { TransferView } from './schemas/transferView';
import { answerTransfer, viewTransfer } from './viewTransfer';

/** GET /api/transfers/{id}: where a transfer is, and its report once it has ended. One that was cut off is taken up. */
export async function getTransfer(
  deps: Omit<ApiDependencies, 'routes'>,
  { request, context, apiUrl }: ApiCall,
): Promise<JsonAnswer<TransferView>> {
  const { transfers, instancesFor } = deps;
  const record = await requireTransfer(transfers, request.params['id']);
  const instances = instancesFor(context);
  const end = await takeUp(deps, instances, record, context);
  if (end.report) return answerTransfer(viewTransfer(apiUrl, { record, ...end }));
  const progress = await findProgress(instances, end.instance);
  const cancelRequested = await transfers.isCancelRequested(record.id);
  return answerTransfer(viewTransfer(apiUrl, { record, ...end, progress, cancelRequested }));
}
