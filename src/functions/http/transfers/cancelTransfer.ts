import { TransferEndedError } from '../../../domain/failures/errors';
import { isQueued } from '../../instances/isQueued';
import { takeUp } from '../../start/takeUp';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import { requireTransfer } from './requireTransfer';
import type { TransferView } from '../schemas/transferView';
import { answerAccepted, answerTransfer, viewTransfer } from './viewTransfer';

/** POST /api/transfers/{id}/cancel: raises the flag that polling and copying look at. Canceling twice is once. */
export async function cancelTransfer(
  deps: Omit<ApiDependencies, 'routes'>,
  { request, context, apiUrl }: ApiCall,
): Promise<JsonAnswer<TransferView>> {
  const { transfers, instancesFor } = deps;
  const record = await requireTransfer(transfers, request.params['id']);
  const { id } = record;
  const report = await transfers.readReport(id);
  if (report?.outcome === 'canceled') return answerTransfer(viewTransfer(apiUrl, { record, report }));
  if (report) throw new TransferEndedError(id, report.outcome);
  await transfers.requestCancel(id);
  const instances = instancesFor(context);
  const end = await takeUp(deps, instances, record, context);
  if (isQueued(end.instance)) await instances.raise(id, id);
  return answerAccepted(viewTransfer(apiUrl, { record, ...end, cancelRequested: true }));
}
