import { PipelineUndescribedError } from '../../domain/failures/errors';
import { desiredPipeline } from '../../domain/pipelines/pipeline';
import { applyPipeline } from '../pipelines/applyPipeline';
import { createPatience } from '../pipelines/patience';
import { endsOf } from '../runs/endsOf';
import { requireRouteNow } from '../start/requireRoute';
import { callerOf } from './caller';
import type { ApiCall, ApiDependencies, JsonAnswer } from './dependencies';
import type { ApplyQuery } from './pipelinesQuery';
import type { PipelinesApplied } from './schemas/pipelineView';
import { viewPipeline } from './viewPipeline';

/** Whoever waits for the answer gives up at some time. */
const BUDGET_MS = 60_000;
const RETRY_AFTER_SECONDS = 10;

/**
 * PUT /api/routes/{route}/pipelines: makes the pipelines what the routes file says, each by one request that replaces it as a whole. What is
 * so already is not touched. 202 where the service takes longer than the answer may: the same request goes on. A body is not read.
 *
 * Errors: PipelineUndescribedError, those of applyPipeline and requireRouteNow: that of one end once the other one is dealt with.
 */
export async function putPipelines(
  deps: Pick<ApiDependencies, 'settings' | 'routes' | 'routePipelines' | 'machine'>,
  { request, context, query, apiUrl }: ApiCall<ApplyQuery>,
): Promise<JsonAnswer<PipelinesApplied>> {
  const route = await requireRouteNow(deps.routes, request.params['route'] ?? '');
  const ends = endsOf(route, query.end);
  const described = ends.filter(({ end }) => end.pipelineSettings);
  if (described.length === 0) {
    const names = ends.map(({ name }) => `the ${name}`);
    throw new PipelineUndescribedError(route.name, names);
  }
  const { routePipelines, machine } = deps;
  const settled = await Promise.allSettled(
    described.map(async (at) => {
      const desired = desiredPipeline(at.end);
      if (!desired) throw new Error(`The ${at.name} of ${route.name} is not described.`);
      const patience = createPatience(machine, BUDGET_MS);
      const applied = await applyPipeline({ routePipelines, patience }, route.name, at, desired, query.dryRun);
      return { at, applied };
    }),
  );
  const failed = settled.find((one) => one.status === 'rejected');
  const done = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const caller = callerOf(request, deps.settings.trustSignIn).name;
  for (const { at, applied } of done) {
    if (['created', 'updated'].includes(applied.outcome))
      context.info(`${applied.actual?.resourceId ?? at.end.pipeline} was ${applied.outcome} for ${caller}.`);
  }
  if (failed) throw failed.reason;
  const pipelines = done.map(({ at, applied: { outcome, difference, actual } }) => ({
    ...viewPipeline(at, actual, difference),
    outcome,
  }));
  const jsonBody = { route: route.name, dryRun: query.dryRun, pipelines };
  if (!pipelines.some(({ outcome }) => outcome === 'provisioning')) return { jsonBody };
  const location = `${apiUrl}/routes/${route.name}/pipelines`;
  return { status: 202, headers: { location, 'retry-after': String(RETRY_AFTER_SECONDS) }, jsonBody };
}
