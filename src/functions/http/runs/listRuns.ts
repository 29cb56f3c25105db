import { isMeant } from '../../../domain/runs/runFilter';
import { endsOf } from '../../runs/endsOf';
import { pagesOfRuns } from '../../runs/pagesOfRuns';
import { writePlace, type RunPlace } from '../../runs/runPlace';
import { requireRoute } from '../../start/requireRoute';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import { ownParameters } from '../request/readQuery';
import { toRunFilter, type RunsQuery } from './runsQuery';
import type { RunList, RunSummary } from '../schemas/runView';
import { viewRunSummary } from './viewRun';

/** A filter may mean few of very many runs. */
const BUDGET_MS = 20_000;

/**
 * GET /api/routes/{route}/runs: the pipeline runs that the registries of the route remember, those of the source first, each in the
 * service's own order.
 *
 * Errors: those of requireRoute, of the filter, and of the registry's management plane.
 */
export async function listRuns(
  deps: Pick<ApiDependencies, 'routes' | 'pipelineRuns' | 'machine'>,
  { request, query, apiUrl }: ApiCall<RunsQuery>,
): Promise<JsonAnswer<RunList>> {
  const route = await requireRoute(deps.routes, request.params['route'] ?? '');
  const filter = toRunFilter(query);
  const overAt = deps.machine.now() + BUDGET_MS;
  const runs: RunSummary[] = [];
  let next: RunPlace | undefined;
  pages: for await (const page of pagesOfRuns(deps, endsOf(route, query.end), query.cursor)) {
    const { name, end } = page.at;
    for (const { run, after } of page.runs) {
      if (!isMeant(run, filter, name, end)) continue;
      runs.push(viewRunSummary({ apiUrl, route: route.name, end: name }, run));
      next = after;
      if (runs.length === query.limit) break pages;
    }
    next = page.next;
    if (deps.machine.now() >= overAt) break;
  }
  if (!next) return { jsonBody: { runs } };
  const parameters = ownParameters(request.query);
  parameters.set('cursor', writePlace(next));
  return { jsonBody: { runs, next: `${apiUrl}/routes/${route.name}/runs?${parameters.toString()}` } };
}
