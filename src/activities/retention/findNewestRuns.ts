import { newestOf, NONE_YET, type NewestRuns } from '../../domain/retention/newestRuns';
import { ownerOf } from '../../domain/retention/decideRun';
import { retentionOf } from '../../domain/retention/retention';
import type { ActivityDependencies } from '../dependencies';
import { startTimeBudget } from '../timeBudget';
import { endOf, requireCleanup, type OfEnd } from './ofCleanup';

/** What of a list was gone through. */
export interface NewestSoFar {
  newest: NewestRuns;
  /** The page that comes next; absent at the end of the list. */
  next?: string;
}

/**
 * Goes through the runs of a registry, page by page as far as its time reaches, for the newest ones, which stay whatever their age.
 *
 * Errors: those of the registry's management plane and of the app's own store.
 */
export async function findNewestRuns(
  deps: Pick<ActivityDependencies, 'cleanups' | 'pipelineRuns' | 'machine'>,
  input: OfEnd & { before?: NewestSoFar },
): Promise<NewestSoFar> {
  const { route, end } = endOf(await requireCleanup(deps, input), input);
  const { keepRuns } = retentionOf(route);
  const isOver = startTimeBudget(deps.machine);
  let { newest, next }: NewestSoFar = input.before ?? { newest: NONE_YET };
  do {
    const page = await deps.pipelineRuns.list(end, next);
    const owned = page.runs.map((run) => ({ run, owner: ownerOf(run, route, input.side, end) }));
    newest = newestOf(newest, owned, keepRuns);
    next = page.next;
  } while (next !== undefined && !isOver());
  return { newest, ...(next !== undefined && { next }) };
}
