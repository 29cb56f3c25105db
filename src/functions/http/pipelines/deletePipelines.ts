import { ConfirmationRequiredError } from '../../../domain/failures/errors';
import { pipelineWords } from '../../../domain/pipelines/pipeline';
import { pipelineIdOf } from '../../../domain/pipelines/pipelineId';
import { createPatience, type Patience } from '../../pipelines/patience';
import { requireUnused } from '../../pipelines/requireUnused';
import { endsOf, type NamedEnd } from '../../runs/endsOf';
import { requireRoute } from '../../start/requireRoute';
import { callerOf } from '../request/caller';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import type { DeletePipelinesQuery } from './pipelinesQuery';
import type { PipelinesDeleted } from '../schemas/pipelineView';

type Outcome = PipelinesDeleted['pipelines'][number]['outcome'];

/** Whoever waits for the answer gives up at some time. */
const BUDGET_MS = 60_000;
const RETRY_AFTER_SECONDS = 10;

/**
 * DELETE /api/routes/{route}/pipelines: deletes the pipelines of a route, or of one end, and nothing else: neither runs nor blobs. Nothing is
 * deleted before `confirm` names the route, or while one of them is in use. 202 where the service takes longer than the answer may.
 *
 * Errors: ConfirmationRequiredError, PipelineInUseError, PipelineBusyError; those of requireRoute, of the app's own store and of the
 * registry's management plane.
 */
export async function deletePipelines(
  deps: Pick<ApiDependencies, 'settings' | 'routes' | 'routePipelines' | 'pipelineRuns' | 'transfers' | 'machine'>,
  { request, context, query, apiUrl }: ApiCall<DeletePipelinesQuery>,
): Promise<JsonAnswer<PipelinesDeleted>> {
  const route = await requireRoute(deps.routes, request.params['route'] ?? '');
  const { dryRun, confirm } = query;
  const ends = endsOf(route, query.end);
  if (!dryRun && confirm !== route.name) {
    const subject = ends.map(({ name, end }) => pipelineWords(name, end)).join(' and ');
    throw new ConfirmationRequiredError(route.name, subject, 'no transfer of the route is to run any more');
  }
  for (const at of ends) await requireUnused(deps, route.name, at);
  const patience = createPatience(deps.machine, BUDGET_MS);
  const pipelines: PipelinesDeleted['pipelines'] = [];
  for (const at of ends) {
    const resourceId = pipelineIdOf(at.name, at.end);
    const outcome = await remove(deps, at, patience, dryRun);
    pipelines.push({ end: at.name, name: at.end.pipeline, resourceId, outcome });
    if (outcome === 'deleted' || outcome === 'deleting')
      context.info(`${resourceId} was deleted for ${callerOf(request, deps.settings.trustSignIn).name}.`);
  }
  const jsonBody = { route: route.name, dryRun, pipelines };
  if (!pipelines.some(({ outcome }) => outcome === 'deleting')) return { jsonBody };
  const location = `${apiUrl}/routes/${route.name}/pipelines`;
  return { status: 202, headers: { location, 'retry-after': String(RETRY_AFTER_SECONDS) }, jsonBody };
}

async function remove(
  { routePipelines }: Pick<ApiDependencies, 'routePipelines'>,
  { name, end }: NamedEnd,
  patience: Patience,
  dryRun: boolean,
): Promise<Outcome> {
  const found = await routePipelines.find(name, end);
  if (!found) return 'absent';
  if (dryRun) return 'wouldDelete';
  if (found.provisioningState?.toLowerCase() !== 'deleting') await routePipelines.remove(name, end);
  for (;;) {
    const left = await routePipelines.find(name, end);
    if (!left) return 'deleted';
    if (!(await patience.wait(left.retryAfterSeconds))) return 'deleting';
  }
}
