import { ScheduleUnknownError } from '../../../domain/failures/errors';
import { scheduleRunId } from '../../../domain/names';
import { findEnd } from '../../instances/findEnd';
import { requireRoute } from '../../start/requireRoute';
import { startTransfer } from '../../start/startTransfer';
import { callerOf } from '../request/caller';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import { readIdempotencyKey } from '../request/idempotencyKey';
import type { TransferView } from '../schemas/transferView';
import { answerAccepted, viewTransfer } from '../transfers/viewTransfer';

/**
 * POST /api/routes/{route}/schedules/{name}/run: starts what the schedule starts, now, or finds the transfer that the same
 * Idempotency-Key started by it. Its due times stay as they are, and a pause does not keep it. A body is not read.
 */
export async function runSchedule(
  deps: ApiDependencies,
  { request, context, apiUrl }: ApiCall,
): Promise<JsonAnswer<TransferView>> {
  const { settings, transfers, machine, routes } = deps;
  const { name: route, schedules = [] } = await requireRoute(routes, request.params['route'] ?? '');
  const asked = request.params['name'] ?? '';
  const schedule = schedules.find(({ name }) => name === asked);
  if (!schedule) {
    throw new ScheduleUnknownError(
      route,
      asked,
      schedules.map(({ name }) => name),
    );
  }
  const { name, select, everything } = schedule;
  const id = scheduleRunId(route, name, readIdempotencyKey(request) ?? machine.newId());
  const startedBy = callerOf(request, settings.trustSignIn);
  const instances = deps.instancesFor(context);
  const wanted = { id, route, artifacts: [], ...(select && { select }), ...(everything && { everything }), startedBy };
  const record = await startTransfer(deps, instances, wanted, context);
  return answerAccepted(viewTransfer(apiUrl, { record, ...(await findEnd(transfers, instances, id)) }));
}
