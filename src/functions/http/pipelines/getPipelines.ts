import { FerryError } from '../../../domain/failures/errors';
import { appNeedsOf, type Principals } from '../../../domain/roles/appNeeds';
import type { CredentialReference } from '../../../domain/route';
import { grantThere } from '../../pipelines/grantThere';
import { endsOf, type NamedEnd } from '../../runs/endsOf';
import { requireRouteNow } from '../../start/requireRoute';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import type { PipelinesQuery } from './pipelinesQuery';
import type { PipelineList, PipelineView } from '../schemas/pipelineView';
import { viewPipeline } from './viewPipeline';

/**
 * GET /api/routes/{route}/pipelines: what the pipelines of a route are, what they should be, the difference, what their identities need,
 * and what the app needs. One that cannot be read says why, and keeps the other one from nothing.
 *
 * Errors: those of requireRouteNow, RouteIncompleteError.
 */
export async function getPipelines(
  deps: Pick<ApiDependencies, 'routes' | 'routePipelines' | 'permissions' | 'resources'>,
  { request, query }: ApiCall<PipelinesQuery>,
): Promise<JsonAnswer<PipelineList>> {
  const route = await requireRouteNow(deps.routes, request.params['route'] ?? '');
  const pipelines = await Promise.all(
    endsOf(route, query.end).map(async (at) => {
      const [view, principals] = await Promise.all([look(deps, at), principalsAt(deps, at)]);
      return { ...view, appNeeds: appNeedsOf(at.name, at.end, route, principals) };
    }),
  );
  return { jsonBody: { route: route.name, pipelines } };
}

async function look(
  { routePipelines, resources }: Pick<ApiDependencies, 'routePipelines' | 'resources'>,
  at: NamedEnd,
): Promise<PipelineView> {
  try {
    const view = viewPipeline(at, await routePipelines.find(at.name, at.end));
    return { ...view, needs: await Promise.all(view.needs.map((need) => grantThere(resources, at.end, need))) };
  } catch (error) {
    if (!(error instanceof FerryError)) throw error;
    const { difference: _unknown, ...view } = viewPipeline(at, undefined);
    return { ...view, failure: error.toFailure() };
  }
}

/** Who the app is there, as far as its tokens tell: commands name it. */
async function principalsAt(
  { permissions }: Pick<ApiDependencies, 'permissions'>,
  { end }: NamedEnd,
): Promise<Principals> {
  const { cloud, credential } = end;
  const own = { name: 'default', type: 'managedIdentity' } as const;
  const of = (one: CredentialReference): Promise<string | undefined> =>
    permissions.principalOf({ credential: one, cloud }).catch(() => undefined);
  const [atEnd, app] = await Promise.all([of(credential), of(own)]);
  return { end: atEnd, app };
}
