import { byFirstPush, nameOfPush, pushesDueAt, type NotedPush } from '../../../domain/pushes/push';
import { requireRoute } from '../../start/requireRoute';
import type { ApiCall, ApiDependencies, JsonAnswer } from '../dependencies';
import type { PushList } from '../schemas/pushList';
import { viewPause } from '../pauses/viewPause';

const MOST_PUSHES = 1_000;

/** GET /api/routes/{route}/pushes: what was pushed to the source and waits for a transfer, and what was deleted there. */
export async function listPushes(
  { routes, pushes, pauses }: ApiDependencies,
  { request, apiUrl }: ApiCall,
): Promise<JsonAnswer<PushList>> {
  const { name, onPush } = await requireRoute(routes, request.params['route'] ?? '');
  const [noted, claimed, deleted, read] = await Promise.all([
    pushes.noted(name),
    pushes.readClaim(name),
    pushes.deletions(name),
    pauses.read(),
  ]);
  const { transfer: id, at, pushes: taken } = claimed?.claim ?? {};
  const versions = new Set(taken?.map(({ version }) => version));
  const waiting = noted.filter(({ version }) => !versions.has(version)).sort(byFirstPush);
  return {
    jsonBody: {
      route: name,
      ...viewPause(read.pauses, name),
      ...(onPush && { onPush }),
      waiting: waiting.slice(0, MOST_PUSHES).map(viewPush),
      ...(waiting.length > MOST_PUSHES && { more: waiting.length - MOST_PUSHES }),
      ...(onPush && waiting.length > 0 && { dueAt: new Date(pushesDueAt(waiting, onPush)).toISOString() }),
      ...(id !== undefined &&
        at !== undefined && {
          next: { id, statusUrl: `${apiUrl}/transfers/${id}`, at, pushes: taken?.length ?? 0 },
        }),
      deleted,
    },
  };
}

function viewPush(push: NotedPush) {
  const { digest, firstAt, lastAt } = push;
  return { artifact: nameOfPush(push), digest, firstAt, lastAt };
}
