import { blobUri } from '../../../domain/route';
import { outcomesOf, pageKeysOf, type Cleanup, type DoneItem } from '../../../domain/retention/cleanup';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import { requireCleanup } from './getCleanup';
import type { PageQuery } from '../request/pageQuery';
import type { CleanupItems } from '../schemas/cleanupView';

/** GET /api/cleanups/{id}/items: what became of each thing that an ended cleanup looked at, in the pages in which it did. */
export async function listCleanupItems(
  { cleanups }: Pick<ApiDependencies, 'cleanups'>,
  { request, query: { page }, apiUrl }: ApiCall<PageQuery>,
): Promise<JsonAnswer<CleanupItems>> {
  const cleanup = await requireCleanup(cleanups, request.params['id']);
  const { id, dryRun, end } = cleanup;
  const keys = pageKeysOf(end?.pages ?? []);
  const key = keys[page - 1];
  if (key === undefined) return { jsonBody: { items: [] } };
  const [decisions, done] = await Promise.all([cleanups.readDecisions(id, key), cleanups.readOutcomes(id, key)]);
  const items = outcomesOf(decisions ?? { items: [] }, done, dryRun).map((item) => viewItem(cleanup, item));
  const next = `${apiUrl}/cleanups/${id}/items?page=${page + 1}`;
  return { jsonBody: { items, ...(page < keys.length && { next }) } };
}

function viewItem(
  { routes }: Cleanup,
  { route, side, kind, name, outcome, why }: DoneItem,
): CleanupItems['items'][number] {
  const end = side && routes.find((each) => each.name === route)?.[side];
  const isRun = kind === 'exportRun' || kind === 'importRun';
  const resource = end && (isRun ? `${end.registryId}/pipelineRuns/${name}` : blobUri(end, name));
  return { ...(route !== undefined && { route }), kind, resource: resource ?? name, outcome, why };
}
