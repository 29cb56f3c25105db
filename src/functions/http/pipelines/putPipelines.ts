import { PipelineUndescribedError } from '../../../domain/failures/errors';
import { desiredPipeline } from '../../../domain/pipelines/pipeline';
import { applyPipeline } from '../../pipelines/applyPipeline';
import { applyRole } from '../../pipelines/applyRole';
import { grantThere } from '../../pipelines/grantThere';
import { createPatience } from '../../pipelines/patience';
import { endsOf } from '../../runs/endsOf';
import { requireRouteNow } from '../../start/requireRoute';
import { callerOf } from '../request/caller';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import type { ApplyQuery } from './pipelinesQuery';
import type { PipelinesApplied, PipelineView } from '../schemas/pipelineView';
import { viewPipeline } from './viewPipeline';

/** Whoever waits for the answer gives up at some time. */
const BUDGET_MS = 60_000;
const RETRY_AFTER_SECONDS = 10;
const LONGEST_RETRY_AFTER_SECONDS = 60;
const UNFINISHED = new Set(['provisioning', 'propagating']);

/**
 * PUT /api/routes/{route}/pipelines: makes the pipelines what the routes file says, each by one request that replaces it as a whole. What is
 * so already is not touched. With `applyRoles`, gives their identities the roles that they need, too. 202 where a service takes longer than
 * the answer may, and while a role is so new that it may not act: the same request goes on. A body is not read.
 *
 * Errors: PipelineUndescribedError, those of applyPipeline, applyRole and requireRouteNow: that of one end once the other one is dealt with.
 */
export async function putPipelines(
  deps: Pick<
    ApiDependencies,
    'settings' | 'routes' | 'routePipelines' | 'machine' | 'resources' | 'permissions' | 'roleAssignments'
  >,
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
  const caller = callerOf(request, deps.settings.trustSignIn).name;
  const settled = await Promise.allSettled(
    described.map(async (at) => {
      const desired = desiredPipeline(at.end);
      if (!desired) throw new Error(`The ${at.name} of ${route.name} is not described.`);
      const patience = createPatience(machine, BUDGET_MS);
      const applied = await applyPipeline({ routePipelines, patience }, route.name, at, desired, query.dryRun);
      const { outcome, difference, actual } = applied;
      if (['created', 'updated'].includes(outcome))
        context.info(`${actual?.resourceId ?? at.end.pipeline} was ${outcome} for ${caller}.`);
      const view = viewPipeline(at, actual, difference);
      if (!query.applyRoles) return { ...view, outcome };
      const needs: PipelineView['needs'] = [];
      for (const wanted of view.needs) {
        const need = await grantThere(deps.resources, at.end, wanted);
        const assignment = await applyRole({ ...deps, patience }, at.end, need, query.dryRun);
        if (['granted', 'propagating'].includes(assignment.outcome))
          context.info(`${need.role} on ${assignment.resourceId} was given to ${need.principalId} for ${caller}.`);
        needs.push({ ...need, assignment });
      }
      return { ...view, needs, outcome };
    }),
  );
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  const pipelines = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const jsonBody = { route: route.name, dryRun: query.dryRun, pipelines };
  const retryAfter = query.dryRun ? undefined : secondsToGo(pipelines, machine.now());
  if (retryAfter === undefined) return { jsonBody };
  const location = `${apiUrl}/routes/${route.name}/pipelines`;
  return { status: 202, headers: { location, 'retry-after': String(retryAfter) }, jsonBody };
}

/** After how long the same request may tell more; undefined where everything is done, and data planes know every role. */
function secondsToGo(pipelines: PipelinesApplied['pipelines'], now: number): number | undefined {
  const assignments = pipelines.flatMap(({ needs }) => needs.map(({ assignment }) => assignment));
  const isUnfinished = (one: { outcome: string } | undefined): boolean => UNFINISHED.has(one?.outcome ?? '');
  if ([...pipelines, ...assignments].some(isUnfinished)) return RETRY_AFTER_SECONDS;
  const actsIn = Math.max(...assignments.map((one) => Date.parse(one?.actsBy ?? '') - now).filter((ms) => ms > 0), 0);
  return actsIn > 0 ? Math.min(Math.ceil(actsIn / 1000), LONGEST_RETRY_AFTER_SECONDS) : undefined;
}
