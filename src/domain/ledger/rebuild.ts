import type { Failure } from '../failures/failure';
import type { Caller } from '../report/report';
import type { RouteEnd } from '../route';

/** The filling of a route's ledger with what its target registry holds. */
export interface LedgerRebuild {
  id: string;
  route: string;
  /** The target as it was at the start. */
  target: RouteEnd;
  /** ISO 8601, UTC. */
  startedAt: string;
  startedBy: Caller;
  /** Of the app that started it; absent in records of before 0.2.0. */
  appVersion?: string;
  /** Once it has ended. */
  end?: RebuildEnd;
}

/** How far a rebuild is, in numbers. */
export interface RebuildCounts {
  /** Repositories of the target that were listed to their end. */
  repositories: number;
  /** Those that could not be; what was noted of them before stays. */
  failedRepositories: number;
  /** Tags and untagged manifests that were found, each an entry of the ledger now. */
  entries: number;
}

/** How far a rebuild is, and why it could not do more: the first causes, where there are many. */
export interface RebuildFindings extends RebuildCounts {
  failures: Failure[];
}

/** How a rebuild ended. `partial`: some repositories could not be listed or noted; `failed`: it did not come to the last one. */
export interface RebuildEnd extends RebuildFindings {
  outcome: (typeof REBUILD_OUTCOMES)[number];
  /** ISO 8601, UTC. */
  endedAt: string;
}

export const REBUILD_OUTCOMES = ['succeeded', 'partial', 'failed'] as const;

/** Where in the target a rebuild goes on. */
export interface RebuildPlace {
  /** The last repository that is done with; absent at the start. */
  after?: string;
  /** In the middle of the repository that follows. */
  within?: ListPlace;
}

/** Where in a repository a rebuild goes on. */
export interface ListPlace {
  repository: string;
  list: 'tags' | 'manifests';
  /** The last item that is done with; absent at the beginning of the list. */
  after?: string;
}

export const NOTHING_FOUND: RebuildFindings = { repositories: 0, failedRepositories: 0, entries: 0, failures: [] };

/** They go through durable state and a custom status, whose sizes are limited. */
const MOST_FAILURES = 5;

/** What two parts of a rebuild found, together. */
export function addFindings(one: RebuildFindings, other: RebuildFindings): RebuildFindings {
  return {
    repositories: one.repositories + other.repositories,
    failedRepositories: one.failedRepositories + other.failedRepositories,
    entries: one.entries + other.entries,
    failures: [...one.failures, ...other.failures].slice(0, MOST_FAILURES),
  };
}

/**
 * How a rebuild ended that found so much.
 *
 * @param failure  why it did not come to the last repository; undefined where it did
 */
export function endOf(found: RebuildFindings, failure: Failure | undefined, endedAt: string): RebuildEnd {
  const { repositories, failedRepositories, failures } = found;
  if (failure)
    return { ...found, failures: [failure, ...failures].slice(0, MOST_FAILURES), outcome: 'failed', endedAt };
  if (failedRepositories === 0) return { ...found, outcome: 'succeeded', endedAt };
  return { ...found, outcome: repositories === 0 ? 'failed' : 'partial', endedAt };
}
