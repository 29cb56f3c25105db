import type { CleanupItem, DecisionPage, Place } from '../../domain/retention/cleanup';
import { decideRun, ownerOf, type ListedRun, type RunOwner } from '../../domain/retention/decideRun';
import type { NewestRuns } from '../../domain/retention/newestRuns';
import { retentionOf } from '../../domain/retention/retention';
import type { Route } from '../../domain/route';
import type { ActivityDependencies } from '../dependencies';
import { mapConcurrently } from '../mapConcurrently';
import { startTimeBudget } from '../timeBudget';
import { endOf, requireCleanup, type OfCleanup, type OfEnd } from './ofCleanup';
import { createStandings } from './standings';

type Dependencies = Pick<ActivityDependencies, 'cleanups' | 'pipelineRuns' | 'transfers' | 'machine'>;

const ITEMS_PER_PAGE = 200;
const LOOKS_AT_ONCE = 8;

/** Which page of decisions, and which part of the list it is about. */
export interface PageOfPart extends OfCleanup {
  page: string;
  place: Place;
}

/** The same of one end of a route. */
export type PageToDecide = PageOfPart & OfEnd;

/** A page that was decided. */
export interface Decided {
  toRemove: number;
  /** Where the list goes on; absent at its end. */
  next?: Place;
}

/**
 * Decides what becomes of some of the pipeline runs of a registry that are the route's, and keeps the decisions. Nothing is removed.
 * What was decided under the key before stays so.
 *
 * Errors: those of the registry's management plane and of the app's own store.
 */
export async function decideRuns(deps: Dependencies, input: PageToDecide & { newest: NewestRuns }): Promise<Decided> {
  const { cleanupId, page: key, place } = input;
  const kept = await deps.cleanups.readDecisions(cleanupId, key);
  if (kept) return decided(kept);
  const { route, end } = endOf(await requireCleanup(deps, input), input);
  const isOver = startTimeBudget(deps.machine);
  let at: Place | undefined = place;
  let items: CleanupItem[];
  // A registry may have many runs that are no business of the route.
  do {
    const { page, from = 0 }: Place = at;
    const listed = await deps.pipelineRuns.list(end, page);
    const some = listed.runs.slice(from, from + ITEMS_PER_PAGE);
    const owned = some.map((run) => ({ run, owner: ownerOf(run, route, input.side, end) }));
    items = await decideThem(deps, input, route, owned);
    at = nextPlace(at, listed.runs.length, listed.next);
  } while (at && items.length === 0 && !isOver());
  return decided(await deps.cleanups.keepDecisions(cleanupId, key, { items, ...(at && { next: at }) }));
}

async function decideThem(
  deps: Dependencies,
  { side, newest }: OfEnd & { newest: NewestRuns },
  route: Route,
  owned: { run: ListedRun; owner: RunOwner }[],
): Promise<CleanupItem[]> {
  const retention = retentionOf(route);
  const standingOf = createStandings(deps, route.name);
  const now = deps.machine.now();
  const isNewest = { own: namesOf(newest.own), foreign: namesOf(newest.foreign) };
  // Another route's runs are no business of this one, and nor are foreign ones unless it says so.
  const concerned = owned.filter(({ owner: { is } }) => is === 'own' || (is === 'foreign' && retention.foreignRuns));
  const items: CleanupItem[] = [];
  await mapConcurrently([...concerned.entries()], LOOKS_AT_ONCE, async ([index, { run, owner }]) => {
    const standing = owner.is === 'own' ? { standing: await standingOf(owner.transferId) } : {};
    const isAmongNewest = isNewest[owner.is === 'own' ? 'own' : 'foreign'].has(run.name);
    const verdict = decideRun(run, { ...standing, isAmongNewest, retention, now });
    items[index] = {
      ...{ route: route.name, side, kind: side === 'source' ? 'exportRun' : 'importRun', name: run.name, ...verdict },
      ...(run.endedAt !== undefined && { endedAt: run.endedAt }),
    };
  });
  return items;
}

function namesOf(runs: readonly { name: string }[]): ReadonlySet<string> {
  return new Set(runs.map(({ name }) => name));
}

/** The rest of the same page of the service, or its next page. */
function nextPlace({ page, from = 0 }: Place, count: number, next: string | undefined): Place | undefined {
  if (from + ITEMS_PER_PAGE < count) return { ...(page !== undefined && { page }), from: from + ITEMS_PER_PAGE };
  return next === undefined ? undefined : { page: next };
}

/** What an orchestration has to know of a page. */
export function decided({ items, next }: DecisionPage): Decided {
  return { toRemove: items.filter(({ action }) => action === 'remove').length, ...(next && { next }) };
}
