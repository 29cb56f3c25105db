import { RequestInvalidError, RunUnknownError } from '../../../domain/failures/errors';
import type { Route } from '../../../domain/route';
import type { RunDetails } from '../../../domain/runs/runDetails';
import { END_NAMES } from '../../../domain/runs/runFilter';
import { choice } from '../../../domain/validation/fields';
import { validate } from '../../../domain/validation/validate';
import { QUERY } from '../../../domain/validation/wording';
import { endOf, type NamedEnd } from '../../runs/endsOf';
import { requireRoute } from '../../start/requireRoute';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import type { RunView } from '../schemas/runView';
import { viewRun } from './viewRun';

/** The service's own names have an underscore, and are looked for all the same (acr-transfer §1). */
const RUN_NAME = /^\w{1,100}$/;

/** GET /api/routes/{route}/runs/{end}/{name}: one pipeline run, with its error and what else the service tells of it. */
export async function getRun(
  deps: Pick<ApiDependencies, 'routes' | 'pipelineRuns'>,
  { request, apiUrl }: ApiCall,
): Promise<JsonAnswer<RunView>> {
  const { route, at, run } = await requireRun(deps, request.params);
  return { jsonBody: viewRun({ apiUrl, route: route.name, end: at.name }, run) };
}

/** The run that a URL names. Errors: RequestInvalidError, RunUnknownError; those of requireRoute and of the registry's management plane. */
export async function requireRun(
  deps: Pick<ApiDependencies, 'routes' | 'pipelineRuns'>,
  params: Record<string, string>,
): Promise<{ route: Route; at: NamedEnd; run: RunDetails }> {
  const route = await requireRoute(deps.routes, params['route'] ?? '');
  const name = params['name'] ?? '';
  const asked = validate(choice(END_NAMES), params['end'], { at: ['path', 'end'], wording: QUERY });
  if ('mistakes' in asked) throw new RequestInvalidError(asked.mistakes);
  const at = endOf(route, asked.value);
  const run = RUN_NAME.test(name) ? await deps.pipelineRuns.find(at.end, name) : undefined;
  if (!run) throw new RunUnknownError(name, at.end.registryName, route.name);
  return { route, at, run };
}
