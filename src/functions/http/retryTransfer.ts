import { IdempotencyKeyReusedError, NothingToRetryError, TransferRunningError } from '../../domain/failures/errors';
import { transferIdFor } from '../../domain/names';
import { undeliveredOutcomes } from '../../domain/report/undelivered';
import { isSelected } from '../../domain/transferRecord';
import { findEnd } from '../instances/findEnd';
import { startTransfer } from '../start/startTransfer';
import { callerOf } from './caller';
import type { ApiCall, ApiDependencies, JsonAnswer } from './dependencies';
import { readIdempotencyKey } from './idempotencyKey';
import { requireTransfer } from './requireTransfer';
import type { TransferView } from './schemas/transferView';
import { answerAccepted, viewTransfer } from './viewTransfer';

/**
 * POST /api/transfers/{id}/retry: starts a transfer of exactly what another one did not deliver, once: the same call again
 * finds it. One that ended before it had a plan delivered nothing of what it was to select; a dry run was to deliver nothing.
 */
export async function retryTransfer(
  deps: ApiDependencies,
  { request, context, apiUrl }: ApiCall,
): Promise<JsonAnswer<TransferView>> {
  const { settings, transfers, pages } = deps;
  const earlier = await requireTransfer(transfers, request.params['id']);
  const report = await transfers.readReport(earlier.id);
  if (!report) throw new TransferRunningError(earlier.id);
  const hasPlan = !isSelected(earlier) || (await transfers.readPlan(earlier.id)) !== undefined;
  if (earlier.dryRun || (hasPlan && undeliveredOutcomes(report).length === 0))
    throw new NothingToRetryError(earlier.id);
  const asked = transferIdFor(readIdempotencyKey(request) ?? `retry of ${earlier.id}`);
  const kept = await pages.readPage(earlier.id, 'retries', 0);
  // A key that another transfer has must not stay the name of this one.
  const other = kept ? undefined : await transfers.find(asked);
  if (other && other.retryOf !== earlier.id) throw new IdempotencyKeyReusedError(asked);
  const { id } = kept ?? (await pages.keepPage(earlier.id, 'retries', 0, { id: asked }));
  const instances = deps.instancesFor(context);
  const startedBy = callerOf(request, settings.trustSignIn);
  const retry = { id, route: earlier.route, artifacts: [], retryOf: earlier.id, startedBy };
  const record = await startTransfer(deps, instances, retry, context);
  return answerAccepted(viewTransfer(apiUrl, { record, ...(await findEnd(transfers, instances, id)) }));
}
