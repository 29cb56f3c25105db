import { FerryError } from '../../domain/failures/errors';
import type { ListedManifest, ListedRepository, ListedTag } from '../../domain/listing';
import type { SelectedPage } from '../../domain/planning/selectedPage';
import { selectRepository, type SelectedRepository } from '../../domain/planning/selectedRepository';
import { mayHold } from '../../domain/selection/selectFrom';
import type { RouteEnd } from '../../domain/route';
import type { ActivityDependencies } from '../dependencies';
import { sourceOf, type OfTransfer } from '../ends';
import { selectUndelivered } from './selectUndelivered';
import { selectionOf } from './selectionOf';
import { startTimeBudget } from './timeBudget';

/** As many artifacts, and somewhat more, stand on a page of what was selected. */
const PAGE_ARTIFACTS = 5_000;

/** What a look at the registry ended with. */
export interface SelectedUpTo {
  /** The last repository that was looked at; absent when there are no more. */
  after?: string;
  /** How long the registry asks to be left alone. */
  retryAfterSeconds?: number;
}

/**
 * Lists the source registry from a repository on, and keeps what the transfer's selection takes as a page of its plan. What
 * was kept under that number before is the answer.
 *
 * Errors: those of the listing and of the ledger that come before anything is found.
 */
export async function selectArtifacts(
  deps: Pick<ActivityDependencies, 'transfers' | 'pages' | 'budgetedCatalog' | 'listing' | 'ledger' | 'machine'>,
  input: OfTransfer & { page: number; after?: string },
): Promise<SelectedUpTo> {
  const { transferId, page } = input;
  const kept = await deps.pages.readPage(transferId, 'selected', page);
  if (kept) return upTo(kept);
  const { source, name: route } = await sourceOf(deps, input);
  const asked = await selectionOf(deps, transferId);
  if (asked.retryOf !== undefined) {
    const undelivered = await selectUndelivered(deps, { earlier: asked.retryOf, page, source, route });
    return upTo(await deps.pages.keepPage(transferId, 'selected', page, undelivered));
  }
  const isTimeUp = startTimeBudget(deps.machine);
  const repositories: SelectedRepository[] = [];
  let found = 0;
  let { after } = input;
  let isEnd = false;
  let retryAfterSeconds: number | undefined;
  const isFull = (): boolean => isTimeUp() || found >= PAGE_ARTIFACTS;
  const look = async (repository: string): Promise<void> => {
    if (!mayHold(asked.select, repository)) return;
    const listed = await listRepository(deps, source, route, repository);
    const known = asked.everything ? undefined : await deps.ledger.ofRepository(route, repository);
    const selected = selectRepository(asked.select, listed, known, asked.now);
    if (!selected) return;
    repositories.push(selected);
    found += selected.selected.length + selected.mayRefer.length;
  };
  try {
    while (!isEnd && !isFull()) {
      const listed = await deps.listing.repositories(source, route, after === undefined ? {} : { after });
      for (const repository of listed.repositories) {
        if (isFull()) break;
        await look(repository);
        after = repository;
      }
      const isWholePage = listed.repositories.at(-1) === after || listed.repositories.length === 0;
      if (isWholePage) ({ next: after = after } = listed);
      isEnd = isWholePage && listed.next === undefined;
    }
  } catch (error) {
    const mayPass = error instanceof FerryError && (error.transient || error.mayPassSoon);
    if (!mayPass || after === input.after) throw error;
    ({ retryAfterSeconds } = error);
  }
  const stored = await deps.pages.keepPage(transferId, 'selected', page, {
    repositories,
    ...(!isEnd && after !== undefined && { after }),
  });
  return { ...upTo(stored), ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
}

function upTo({ after }: SelectedPage): SelectedUpTo {
  return after === undefined ? {} : { after };
}

async function listRepository(
  { listing }: Pick<ActivityDependencies, 'listing'>,
  end: RouteEnd,
  route: string,
  repository: string,
): Promise<ListedRepository> {
  const [tags, manifests] = await Promise.all([
    allPages<ListedTag>(async (page) => {
      const { tags: items, next } = await listing.tags(end, route, repository, page);
      return { items, next };
    }),
    allPages<ListedManifest>(async (page) => {
      const { manifests: items, next } = await listing.manifests(end, route, repository, page);
      return { items, next };
    }),
  ]);
  return { repository, tags, manifests };
}

async function allPages<T>(
  ask: (page: { after?: string }) => Promise<{ items: T[]; next: string | undefined }>,
): Promise<T[]> {
  const all: T[] = [];
  let after: string | undefined;
  do {
    const { items, next } = await ask(after === undefined ? {} : { after });
    all.push(...items);
    after = next;
  } while (after !== undefined);
  return all;
}
