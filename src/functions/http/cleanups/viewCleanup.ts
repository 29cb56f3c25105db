import type { CleanupProgress } from '../../../domain/progress';
import type { FoundCleanup } from '../../start/startCleanup';
import type { JsonAnswer } from '../dependencies';
import type { CleanupView } from '../schemas/cleanupView';

const RETRY_AFTER_SECONDS = 5;

/** 202 with Location and Retry-After while it runs, then 200. */
export function answerCleanup(apiUrl: string, found: FoundCleanup): JsonAnswer<CleanupView> {
  return found.cleanup.end ? { status: 200, jsonBody: viewCleanup(apiUrl, found) } : answerAccepted(apiUrl, found);
}

/** 202, wherever it is. */
export function answerAccepted(apiUrl: string, found: FoundCleanup): JsonAnswer<CleanupView> {
  const view = viewCleanup(apiUrl, found);
  const headers = { location: view.statusUrl, 'retry-after': String(RETRY_AFTER_SECONDS) };
  return { status: 202, headers, jsonBody: view };
}

/** What the API answers about a cleanup. */
export function viewCleanup(apiUrl: string, { cleanup, instance }: FoundCleanup): CleanupView {
  const { id, dryRun, routes, startedBy, startedAt, end } = cleanup;
  const progress = instance?.customStatus as CleanupProgress | undefined;
  const statusUrl = `${apiUrl}/cleanups/${id}`;
  return {
    ...{ id, state: end?.outcome ?? (progress ? 'running' : 'accepted'), dryRun },
    ...{ routes: routes.map(({ name }) => name), startedBy, startedAt },
    ...(end && { endedAt: end.endedAt, summary: end.summary, failures: end.failures, itemsUrl: `${statusUrl}/items` }),
    ...(!end && progress && { progress }),
    statusUrl,
  };
}
