import { FerryError } from '../../domain/failures/errors';
import { endsOf, type NamedEnd } from '../runs/endsOf';
import { requireRouteNow } from '../start/requireRoute';
import type { ApiCall, ApiDependencies, JsonAnswer } from './dependencies';
import type { PipelinesQuery } from './pipelinesQuery';
import type { PipelineList, PipelineView } from './schemas/pipelineView';
import { viewPipeline } from './viewPipeline';

/**
 * GET /api/routes/{route}/pipelines: what the pipelines of a route are, what they should be, the difference, and what their identities
 * need. One that cannot be read says why, and keeps the other one from nothing.
 *
 * Errors: those of requireRouteNow, RouteIncompleteError.
 */
export async function getPipelines(
  deps: Pick<ApiDependencies, 'routes' | 'routePipelines'>,
  { request, query }: ApiCall<PipelinesQuery>,
): Promise<JsonAnswer<PipelineList>> {
  const route = await requireRouteNow(deps.routes, request.params['route'] ?? '');
  const pipelines = await Promise.all(endsOf(route, query.end).map((at) => look(deps, at)));
  return { jsonBody: { route: route.name, pipelines } };
}

async function look({ routePipelines }: Pick<ApiDependencies, 'routePipelines'>, at: NamedEnd): Promise<PipelineView> {
  try {
    return viewPipeline(at, await routePipelines.find(at.name, at.end));
  } catch (error) {
    if (!(error instanceof FerryError)) throw error;
    const { difference: _unknown, ...view } = viewPipeline(at, undefined);
    return { ...view, failure: error.toFailure() };
  }
}
