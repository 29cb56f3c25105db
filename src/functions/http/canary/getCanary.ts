import { CanaryUnknownError } from '../../../domain/failures/errors';
import { watchCanary } from '../../canary/watchCanary';
import { requireRoute } from '../../start/requireRoute';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import type { CanaryView } from '../schemas/canaryView';
import { answerCanary } from './viewCanary';

/**
 * GET /api/routes/{route}/canary: how the last canary of a route stands, or what the service did with it.
 *
 * Errors: those of requireRoute and of watchCanary; CanaryUnknownError.
 */
export async function getCanary(
  deps: ApiDependencies,
  { request, context, apiUrl }: ApiCall,
): Promise<JsonAnswer<CanaryView>> {
  const { name } = await requireRoute(deps.routes, request.params['route'] ?? '');
  const found = await deps.canaries.read(name);
  if (!found) throw new CanaryUnknownError(name);
  return answerCanary(apiUrl, await watchCanary(deps, deps.instancesFor(context), found.canary, context));
}
