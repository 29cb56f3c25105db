import { z } from 'zod';
import { RequestInvalidError } from '../../../domain/failures/errors';
import { cleanupIdFor } from '../../../domain/names';
import { expecting } from '../../../domain/validation/expectation';
import { nonEmptyText, strictObject } from '../../../domain/validation/fields';
import { validate } from '../../../domain/validation/validate';
import { BODY } from '../../../domain/validation/wording';
import { knownRoutes } from '../../start/knownRoutes';
import { requireRoute, requireRoutes } from '../../start/requireRoute';
import { startCleanup } from '../../start/startCleanup';
import { callerOf } from '../request/caller';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import type { CleanupView } from '../schemas/cleanupView';
import { answerAccepted } from './viewCleanup';

const bodySchema = strictObject(
  {
    route: nonEmptyText('the name of a route, as text').exactOptional(),
    dryRun: expecting(z.boolean(), { expected: 'true to remove nothing, else false' }).exactOptional(),
  },
  'no body, or a JSON object with "route" and "dryRun"',
);

/**
 * POST /api/cleanup: removes what the retention of one route, or of all, lets go; a dry run shows what would be removed. It finds
 * one that runs and was asked for alike.
 *
 * Errors: RequestInvalidError, CleanupRunningError, those of requireRoute.
 */
export async function postCleanup(
  deps: ApiDependencies,
  { request, context, body, apiUrl }: ApiCall,
): Promise<JsonAnswer<CleanupView>> {
  const { settings, machine } = deps;
  const checked = validate(bodySchema, body === undefined ? {} : body, { wording: BODY });
  if ('mistakes' in checked) throw new RequestInvalidError(checked.mistakes);
  const { route, dryRun = false } = checked.value;
  const loaded = route === undefined && (await requireRoutes(deps.routes));
  const routes = loaded ? [...loaded.routes.values()] : [await requireRoute(deps.routes, route ?? '')];
  const now = machine.now();
  const asked = {
    id: cleanupIdFor(now, machine.newId()),
    startedBy: callerOf(request, settings.trustSignIn),
    startedAt: new Date(now).toISOString(),
    ...{ dryRun, routes },
    ...(loaded && knownRoutes(loaded)),
  };
  return answerAccepted(apiUrl, await startCleanup(deps, deps.instancesFor(context), asked, context));
}
