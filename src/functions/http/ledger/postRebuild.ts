import { startRebuild } from '../../start/startRebuild';
import { callerOf } from '../request/caller';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import { requireLedger } from './requireLedger';
import type { RebuildView } from '../schemas/rebuildView';
import { answerAccepted } from './viewRebuild';

/**
 * POST /api/routes/{route}/ledger/rebuild: has the ledger filled with what the target registry holds, or finds the rebuild of
 * the route that runs. A body is not read: there is nothing to say, and nothing is removed.
 */
export async function postRebuild(
  deps: ApiDependencies,
  { request, context, apiUrl }: ApiCall,
): Promise<JsonAnswer<RebuildView>> {
  const route = await requireLedger(deps, request.params['route']);
  const startedBy = callerOf(request, deps.settings.trustSignIn);
  const instances = deps.instancesFor(context);
  return answerAccepted(apiUrl, await startRebuild(deps, instances, { route, startedBy }, context));
}
