import { FerryError } from '../../domain/failures/errors';
import type { ListedRepository } from '../../domain/listing';
import type { BegunListing, ListedPage, ListsToRead } from '../../domain/planning/listedPage';
import type { AskedPage, PageEnd, RegistryListing } from '../../domain/ports/registryListing';
import type { RouteEnd } from '../../domain/route';
import { refuseCircle } from './lookAtNames';

/** Lists repositories, each as a whole. */
export interface Listings {
  /** Hands the whole repository on. @returns whether there was time for all of it */
  list(repository: string, use: (listed: ListedRepository) => Promise<void>): Promise<boolean>;
  /** What was listed of the one repository that was too much for the time, beyond what was known of it. */
  left(): ListedPage | undefined;
}

/**
 * Of the repositories that have more than a page of tags or manifests, one is listed and used at a time: memory holds no two
 * of them.
 *
 * @param begun  what earlier calls listed of a repository
 */
export function createListings(
  { listing, end, route }: { listing: RegistryListing; end: RouteEnd; route: string },
  isTimeUp: () => boolean,
  begun: BegunListing | undefined,
): Listings {
  let earlier: Promise<unknown> = Promise.resolve();
  let left: ListedPage | undefined;
  const oneAtATime = async (work: () => Promise<boolean>): Promise<boolean> => {
    const own = earlier.then(work);
    earlier = own.catch(() => undefined);
    return own;
  };

  /** Reads the next page of tags, or of manifests where all tags are read. */
  async function readNext(listed: ListedPage, cursors: Record<keyof ListsToRead, Set<string>>): Promise<void> {
    const { repository, next } = listed;
    if (next.tags) {
      const { tags, ...page } = await listing.tags(end, route, repository, next.tags);
      for (const tag of tags) listed.tags.push(tag);
      moveOn(next, 'tags', page, cursors.tags);
    } else if (next.manifests) {
      const { manifests, ...page } = await listing.manifests(end, route, repository, next.manifests);
      for (const manifest of manifests) listed.manifests.push(manifest);
      moveOn(next, 'manifests', page, cursors.manifests);
    }
  }

  /** Reads at least one page beyond what is known, and hands on what is whole then. */
  async function readRest(
    listed: ListedPage,
    known: BegunListing | undefined,
    use: (listed: ListedRepository) => Promise<void>,
  ): Promise<boolean> {
    const cursors = { tags: endsOf('tags', known), manifests: endsOf('manifests', known) };
    let isFurther = known === undefined;
    try {
      while (listed.next.tags || listed.next.manifests) {
        if (isFurther && isTimeUp()) {
          left = listed;
          return false;
        }
        await readNext(listed, cursors);
        isFurther = true;
      }
      await use(known ? join(known, listed) : listed);
      return true;
    } catch (error) {
      if (isFurther) left = listed;
      throw error;
    }
  }

  return {
    async list(repository, use) {
      // What is left of one is kept; there is no place for a second one.
      const rest = (listed: ListedPage, known?: BegunListing): Promise<boolean> =>
        oneAtATime(async () => left === undefined && (await readRest(listed, known, use)));
      if (begun?.repository === repository)
        return rest({ repository, tags: [], manifests: [], next: { ...begun.next } }, begun);
      const tags = await listing.tags(end, route, repository, {});
      const manifests = await insist(() => listing.manifests(end, route, repository, {}));
      const listed: ListedPage = { repository, tags: tags.tags, manifests: manifests.manifests, next: {} };
      moveOn(listed.next, 'tags', tags, new Set());
      moveOn(listed.next, 'manifests', manifests, new Set());
      if (listed.next.tags || listed.next.manifests) return rest(listed);
      await use(listed);
      return true;
    },
    left: () => left,
  };
}

function join(known: BegunListing, { repository, tags, manifests }: ListedPage): ListedRepository {
  return { repository, tags: [...known.tags, ...tags], manifests: [...known.manifests, ...manifests] };
}

function moveOn(next: ListsToRead, list: keyof ListsToRead, page: PageEnd, cursors: Set<string>): void {
  refuseCircle(cursors, page.next);
  if (page.next === undefined) delete next[list];
  else next[list] = { after: page.next };
}

function endsOf(list: keyof ListsToRead, known: BegunListing | undefined): Set<string> {
  const ends: (AskedPage | undefined)[] = known?.ends.map((each) => each[list]) ?? [];
  return new Set(ends.flatMap((end) => end?.after ?? []));
}

const MOST_TRIES = 3;

/** What was listed of a repository so far would be lost: where the registry asks to be left alone, whoever reads waits for that. */
async function insist<T>(read: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await read();
    } catch (error) {
      const isToWait = error instanceof FerryError && error.transient && error.retryAfterSeconds !== undefined;
      if (!isToWait || tries === MOST_TRIES) throw error;
    }
  }
}
