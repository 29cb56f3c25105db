import { CANCELED, type Canceled } from '../../domain/failures/ending';
import type { Known } from '../../domain/ledger/knownInTarget';
import type { SelectedPage } from '../../domain/planning/selectedPage';
import { selectRepository } from '../../domain/planning/selectedRepository';
import type { RouteEnd } from '../../domain/route';
import { mayHold } from '../../domain/selection/selectFrom';
import type { ActivityDependencies } from '../dependencies';
import { sourceOf, type OfTransfer } from '../ends';
import type { Found } from './found';
import { createWithListing } from './listRepository';
import { lookAtNames, type Names } from './lookAtNames';
import { selectionOf, type AskedSelection } from './selectionOf';
import { namesOfUndelivered } from './selectUndelivered';
import { startTimeBudget } from './timeBudget';

/** As many artifacts, and somewhat more, stand on a page of what was selected. */
const PAGE_ARTIFACTS = 5_000;

type Dependencies = Pick<
  ActivityDependencies,
  'transfers' | 'pages' | 'budgetedCatalog' | 'listing' | 'ledger' | 'machine'
>;

/** What a look at the registry ended with. */
export interface SelectedUpTo {
  /** The number of the page that comes next; absent when there are no more. */
  next?: number;
  /** How long the registry asks to be left alone. */
  retryAfterSeconds?: number;
}

/**
 * Goes on listing the source registry where the page before ended, and keeps what the transfer's selection takes as a page of
 * its plan. What was kept under that number before is the answer.
 *
 * Errors: those of the listing and of the ledger that come before anything is found.
 */
export async function selectArtifacts(
  deps: Dependencies,
  input: OfTransfer & { page: number },
): Promise<SelectedUpTo | Canceled> {
  const { transferId, page } = input;
  const kept = await deps.pages.readPage(transferId, 'selected', page);
  if (kept) return upTo(kept, page);
  if (await deps.transfers.isCancelRequested(transferId)) return CANCELED;
  const { source, target, name: route } = await sourceOf(deps, input);
  const asked = await selectionOf(deps, transferId);
  const from = page === 0 ? undefined : await placeAfter(deps, transferId, page - 1);
  const found: Found = { repositories: [], count: 0 };
  const isTimeUp = startTimeBudget(deps.machine);
  const { retryOf } = asked;
  const names = {
    ...(retryOf === undefined
      ? namesOfRepositories(deps, { source, route, known: target ? 'inTarget' : 'exported' }, asked, found)
      : await namesOfUndelivered(deps, { earlier: retryOf, source, route }, found)),
    isFull: () => isTimeUp() || found.count >= PAGE_ARTIFACTS,
  };
  const { next, ...ended } = await lookAtNames(names, from);
  found.repositories.sort((one, other) => (one.repository < other.repository ? -1 : 1));
  const { repositories } = found;
  const stored = await deps.pages.keepPage(transferId, 'selected', page, { repositories, ...(next && { next }) });
  return { ...upTo(stored, page), ...ended };
}

async function placeAfter({ pages }: Dependencies, transferId: string, page: number): Promise<SelectedPage['next']> {
  const before = await pages.readPage(transferId, 'selected', page);
  if (!before?.next) throw new Error(`The plan of the transfer ${transferId} has no page after ${page}.`);
  return before.next;
}

function upTo({ next }: SelectedPage, page: number): SelectedUpTo {
  return next ? { next: page + 1 } : {};
}

function namesOfRepositories(
  { listing, ledger }: Dependencies,
  { source, route, known: what }: { source: RouteEnd; route: string; known: Known },
  { select, everything, now }: AskedSelection,
  found: Found,
): Omit<Names, 'isFull'> {
  const withListing = createWithListing(listing, source, route);
  return {
    async list(after) {
      const { repositories, next } = await listing.repositories(source, route, after === undefined ? {} : { after });
      return { names: repositories.filter((repository) => mayHold(select, repository)), next };
    },
    look: (repository) =>
      withListing(repository, async (listed) => {
        const known = everything ? undefined : await ledger.ofRepository(route, repository, what);
        const selected = selectRepository(select, listed, known, now);
        if (!selected) return;
        found.repositories.push(selected);
        found.count += selected.selected.length + selected.mayRefer.length;
      }),
  };
}
