import { takeUp } from '../../start/takeUp';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import { requireTransfer } from './requireTransfer';
import type { TransferView } from '../schemas/transferView';
import { answerTransfer, viewTransfer } from './viewTransfer';

/** POST /api/transfers/{id}/resume: brings a transfer that was cut off on its way again, as every look at it does. */
export async function resumeTransfer(
  deps: Omit<ApiDependencies, 'routes'>,
  { request, context, apiUrl }: ApiCall,
): Promise<JsonAnswer<TransferView>> {
  const record = await requireTransfer(deps.transfers, request.params['id']);
  const end = await takeUp(deps, deps.instancesFor(context), record, context);
  return answerTransfer(viewTransfer(apiUrl, { record, ...end }));
}
