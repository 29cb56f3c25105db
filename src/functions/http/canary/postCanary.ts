import { sendCanary } from '../../canary/sendCanary';
import { callerOf } from '../request/caller';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import type { CanaryView } from '../schemas/canaryView';
import { answerCanary } from './viewCanary';

/**
 * POST /api/routes/{route}/canary: sends one tiny artifact through the whole route, or finds the one that is on its way.
 *
 * Errors: those of sendCanary.
 */
export async function postCanary(
  deps: ApiDependencies,
  { request, context, apiUrl }: ApiCall,
): Promise<JsonAnswer<CanaryView>> {
  const asked = {
    route: request.params['route'] ?? '',
    startedBy: callerOf(request, deps.settings.trustSignIn),
  };
  return answerCanary(apiUrl, await sendCanary(deps, deps.instancesFor(context), asked, context));
}
