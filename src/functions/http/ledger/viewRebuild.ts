import { NOTHING_FOUND, type LedgerRebuild, type RebuildCounts, type RebuildEnd } from '../../../domain/ledger/rebuild';
import type { Instance } from '../../../domain/ports/instances';
import type { JsonAnswer } from '../dependencies';
import type { RebuildView } from '../schemas/rebuildView';

const RETRY_AFTER_SECONDS = 5;

/** What is known of a rebuild. */
export interface KnownRebuild {
  rebuild: LedgerRebuild;
  /** Its orchestration, while it has not ended. */
  instance?: Instance | undefined;
}

/** 202 with Location and Retry-After while it runs, then 200. */
export function answerRebuild(apiUrl: string, known: KnownRebuild): JsonAnswer<RebuildView> {
  return known.rebuild.end ? { status: 200, jsonBody: viewRebuild(apiUrl, known) } : answerAccepted(apiUrl, known);
}

/** 202, wherever it is. */
export function answerAccepted(apiUrl: string, known: KnownRebuild): JsonAnswer<RebuildView> {
  const view = viewRebuild(apiUrl, known);
  const headers = { location: view.statusUrl, 'retry-after': String(RETRY_AFTER_SECONDS) };
  return { status: 202, headers, jsonBody: view };
}

function viewRebuild(apiUrl: string, { rebuild, instance }: KnownRebuild): RebuildView {
  const { id, route, startedAt, startedBy, end } = rebuild;
  const shown = (instance?.customStatus ?? {}) as Partial<RebuildCounts>;
  const { repositories, failedRepositories, entries, failures } = end ?? { ...NOTHING_FOUND, ...shown };
  return {
    ...{ id, route, state: end?.outcome ?? stateOf(instance), startedAt },
    ...(end && { endedAt: end.endedAt }),
    ...{ startedBy, repositories, failedRepositories, entries, failures },
    ...(end && { nextStep: nextStepAfter(end, route) }),
    statusUrl: `${apiUrl}/routes/${route}/ledger/rebuild`,
  };
}

function stateOf(instance: Instance | undefined): RebuildView['state'] {
  return !instance || instance.state === 'pending' ? 'accepted' : 'running';
}

function nextStepAfter({ outcome }: RebuildEnd, route: string): string {
  if (outcome === 'succeeded') return `Nothing: GET /api/routes/${route}/ledger shows the entries.`;
  return `Do what "failures" says, then send POST /api/routes/${route}/ledger/rebuild again. What was noted stays; what was not counts as new.`;
}
