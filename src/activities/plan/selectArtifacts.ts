import { CANCELED, type Canceled } from '../../domain/failures/ending';
import type { Known } from '../../domain/ledger/knownInTarget';
import { joinListed, type BegunListing, type ListedPage } from '../../domain/planning/listedPage';
import type { SelectedPage, SelectionPlace } from '../../domain/planning/selectedPage';
import { selectRepository } from '../../domain/planning/selectedRepository';
import { onlyPushed, repositoriesOf } from '../../domain/pushes/onlyPushed';
import type { RouteEnd } from '../../domain/route';
import { mayHold } from '../../domain/selection/selectFrom';
import type { ActivityDependencies } from '../dependencies';
import { sourceOf, type OfTransfer } from '../ends';
import type { Found } from './found';
import { createListings, type Listings } from './listRepository';
import { lookAtNames, type Names } from './lookAtNames';
import { selectionOf, type AskedSelection } from './selectionOf';
import { namesOfUndelivered } from './selectUndelivered';
import { startTimeBudget } from '../timeBudget';

/** As many artifacts, and somewhat more, stand on a page of what was selected. */
const PAGE_ARTIFACTS = 5_000;
/** A repository takes two answers, one after the other, before anything of it can be kept. */
const BUDGET_MS = 45_000;

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
  const isTimeUp = startTimeBudget(deps.machine, BUDGET_MS);
  const begun = await begunBefore(deps, transferId, from);
  const listings = createListings({ listing: deps.listing, end: source, route }, isTimeUp, begun);
  const { retryOf } = asked;
  const names = {
    ...(retryOf === undefined
      ? namesOfRepositories(deps, { source, route, what: target ? 'inTarget' : 'exported', ...asked }, listings, found)
      : await namesOfUndelivered(deps, { earlier: retryOf, source, route }, found)),
    isFull: () => isTimeUp() || found.count >= PAGE_ARTIFACTS,
  };
  const { next, ...ended } = await lookAtNames(names, from && beginWith(from, begun?.repository));
  found.repositories.sort((one, other) => (one.repository < other.repository ? -1 : 1));
  const { repositories } = found;
  const place = next && (await withBegun(deps, input, next, from, listings.left()));
  const stored = await deps.pages.keepPage(transferId, 'selected', page, {
    repositories,
    ...(place && { next: place }),
  });
  return { ...upTo(stored, page), ...ended };
}

/** What calls before listed of a repository that none of them had the time for. */
async function begunBefore(
  { pages }: Dependencies,
  transferId: string,
  from: SelectionPlace | undefined,
): Promise<BegunListing | undefined> {
  const listed = await Promise.all(
    (from?.begun?.pages ?? []).map(async (number) => {
      const page = await pages.readPage(transferId, 'listed', number);
      if (!page) throw new Error(`The plan of the transfer ${transferId} has no list ${number}.`);
      return page;
    }),
  );
  return joinListed(listed);
}

/** The one that was begun comes first: of those that take more than one call, only one is kept. */
function beginWith(from: SelectionPlace, begun: string | undefined): SelectionPlace {
  if (begun === undefined) return from;
  return { ...from, open: [begun, ...from.open.filter((name) => name !== begun)] };
}

/** Keeps what was listed of a repository that is still open. What was kept for that page first counts. */
async function withBegun(
  { pages }: Dependencies,
  { transferId, page }: OfTransfer & { page: number },
  next: SelectionPlace,
  from: SelectionPlace | undefined,
  left: ListedPage | undefined,
): Promise<SelectionPlace> {
  const earlier = from?.begun;
  const kept = left && (await pages.keepPage(transferId, 'listed', page, left));
  const begun = kept
    ? { repository: kept.repository, pages: [...(earlier?.repository === kept.repository ? earlier.pages : []), page] }
    : earlier;
  const isOpen = begun !== undefined && next.open.includes(begun.repository);
  return { ...next, ...(isOpen && { begun }) };
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
  {
    source,
    route,
    what,
    select,
    everything,
    now,
    pushed,
  }: AskedSelection & { source: RouteEnd; route: string; what: Known },
  listings: Listings,
  found: Found,
): Omit<Names, 'isFull'> {
  return {
    async list(after) {
      if (pushed) return { names: repositoriesOf(pushed).filter((repository) => mayHold(select, repository)) };
      const { repositories, next } = await listing.repositories(source, route, after === undefined ? {} : { after });
      return { names: repositories.filter((repository) => mayHold(select, repository)), next };
    },
    look: (repository) =>
      listings.list(repository, async (listed) => {
        const known = everything ? undefined : await ledger.ofRepository(route, repository, what);
        const all = selectRepository(select, listed, known, now);
        const selected = all && pushed ? onlyPushed(all, pushed) : all;
        if (!selected) return;
        found.repositories.push(selected);
        found.count += selected.selected.length + selected.mayRefer.length;
      }),
    isFurther: () => listings.left() !== undefined,
  };
}
