import {
  IdempotencyKeyReusedError,
  NothingToRetryError,
  RouteIncompleteError,
  TransferRunningError,
} from '../../../domain/failures/errors';
import { withRepair } from '../../../domain/arrivals/repair';
import { transferIdFor } from '../../../domain/names';
import { undeliveredOutcomes } from '../../../domain/report/undelivered';
import { isSelected } from '../../../domain/transferRecord';
import type { Instances } from '../../../domain/ports/instances';
import type { TransferRecord } from '../../../domain/transferRecord';
import { requireRoute } from '../../start/requireRoute';
import { startArrival, type AskedArrival } from '../../start/startArrival';
import type { Log } from '../../start/takeUp';
import { findEnd } from '../../instances/findEnd';
import { startTransfer } from '../../start/startTransfer';
import { callerOf } from '../request/caller';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import { readIdempotencyKey } from '../request/idempotencyKey';
import { requireTransfer } from './requireTransfer';
import type { TransferView } from '../schemas/transferView';
import { answerAccepted, viewTransfer } from './viewTransfer';

/**
 * POST /api/transfers/{id}/retry: starts a transfer of exactly what another one did not deliver, once: the same call again
 * finds it. One that ended before it had a plan delivered nothing of what it was to select; a dry run was to deliver nothing. A blob
 * that arrived is imported again as a whole.
 */
export async function retryTransfer(
  deps: ApiDependencies,
  { request, context, apiUrl }: ApiCall,
): Promise<JsonAnswer<TransferView>> {
  const { settings, transfers, pages } = deps;
  const earlier = await requireTransfer(transfers, request.params['id']);
  const report = await transfers.readReport(earlier.id);
  if (!report) throw new TransferRunningError(earlier.id);
  if (earlier.arrival && report.outcome === 'succeeded') throw new NothingToRetryError(earlier.id);
  const hasPlan = !isSelected(earlier) || (await transfers.readPlan(earlier.id)) !== undefined;
  if (earlier.dryRun || (!earlier.arrival && hasPlan && undeliveredOutcomes(report).length === 0))
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
  // Its blob may have been repaired.
  const arrival = earlier.arrival && withRepair(earlier.arrival, await transfers.readRepair(earlier.id));
  const record = arrival
    ? await retryArrival(deps, instances, { id, retryOf: earlier.id, startedBy, arrival }, earlier, context)
    : await startTransfer(deps, instances, retry, context);
  return answerAccepted(viewTransfer(apiUrl, { record, ...(await findEnd(transfers, instances, id)) }));
}

async function retryArrival(
  deps: ApiDependencies,
  instances: Instances,
  asked: Omit<AskedArrival, 'route'>,
  { route: name }: TransferRecord,
  log: Log,
): Promise<TransferRecord> {
  const { target, ...route } = await requireRoute(deps.routes, name);
  if (!target) throw new RouteIncompleteError(name, 'target', 'there is nothing to import into');
  return (await startArrival(deps, instances, { ...asked, route: { ...route, target } }, log)).record;
}
