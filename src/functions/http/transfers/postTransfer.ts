import { transferIdFor } from '../../../domain/names';
import { findEnd } from '../../instances/findEnd';
import { startTransfer } from '../../start/startTransfer';
import { callerOf } from '../request/caller';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import { readIdempotencyKey } from '../request/idempotencyKey';
import type { TransferView } from '../schemas/transferView';
import { parseTransferRequest } from './transferRequest';
import { answerAccepted, viewTransfer } from './viewTransfer';

/** POST /api/transfers: starts a transfer, or finds the one that the same Idempotency-Key started. */
export async function postTransfer(
  deps: ApiDependencies,
  { request, context, body, apiUrl }: ApiCall,
): Promise<JsonAnswer<TransferView>> {
  const { settings, transfers, machine } = deps;
  const asked = parseTransferRequest(body);
  const id = transferIdFor(readIdempotencyKey(request) ?? machine.newId());
  const startedBy = callerOf(request, settings.trustSignIn);
  const instances = deps.instancesFor(context);
  const record = await startTransfer(deps, instances, { id, ...asked, startedBy }, context);
  return answerAccepted(viewTransfer(apiUrl, { record, ...(await findEnd(transfers, instances, id)) }));
}
