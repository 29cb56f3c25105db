import { endsOf } from '../../runs/endsOf';
import { sasSecretsOf } from '../../sas/sasEnds';

import { requireRoute } from '../../start/requireRoute';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import type { SasQuery } from './sasQuery';
import type { SasList } from '../schemas/sasView';
import { viewSas } from './viewSas';

/**
 * GET /api/routes/{route}/sas: what the secrets with a SAS of a route hold, without the SAS: kind, rights, times, and what is wrong. One
 * that cannot be read says why.
 *
 * Errors: those of requireRoute, RouteIncompleteError.
 */
export async function getSas(
  deps: Pick<ApiDependencies, 'settings' | 'routes' | 'sasSecrets' | 'machine'>,
  { request, query }: ApiCall<SasQuery>,
): Promise<JsonAnswer<SasList>> {
  const route = await requireRoute(deps.routes, request.params['route'] ?? '');
  const looks = endsOf(route, query.end).flatMap((at) =>
    sasSecretsOf(at.end).map((secret) => viewSas(deps, route.name, at, secret)),
  );
  return { jsonBody: { route: route.name, sas: await Promise.all(looks) } };
}
