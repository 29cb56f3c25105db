import { RebuildUnknownError } from '../../../domain/failures/errors';
import { ROUTE_NAME } from '../../../settings/routes/routesSchema';
import { takeUpRebuild } from '../../start/startRebuild';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import { requireLedger } from './requireLedger';
import type { RebuildView } from '../schemas/rebuildView';
import { answerRebuild } from './viewRebuild';

/** GET /api/routes/{route}/ledger/rebuild: how the latest rebuild of the route's ledger stands, or ended. */
export async function getRebuild(
  deps: ApiDependencies,
  { request, context, apiUrl }: ApiCall,
): Promise<JsonAnswer<RebuildView>> {
  const route = request.params['route'] ?? '';
  const found = ROUTE_NAME.test(route) ? await deps.rebuilds.read(route) : undefined;
  if (!found) throw new RebuildUnknownError(await requireLedger(deps, route));
  return answerRebuild(apiUrl, await takeUpRebuild(deps, deps.instancesFor(context), found.rebuild, context));
}
