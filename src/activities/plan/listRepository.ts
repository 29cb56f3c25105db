import { FerryError } from '../../domain/failures/errors';
import type { ListedManifest, ListedRepository, ListedTag } from '../../domain/listing';
import type { AskedPage, RegistryListing } from '../../domain/ports/registryListing';
import type { RouteEnd } from '../../domain/route';
import { refuseCircle } from './lookAtNames';

/** Lists a whole repository, and hands it on. */
export type WithListing = (repository: string, use: (listed: ListedRepository) => Promise<void>) => Promise<void>;

/** The items of a list that were read, and what the others come after. */
interface Begun<T> {
  items: T[];
  next: string | undefined;
}

type ReadList<T> = (page: AskedPage) => Promise<Begun<T>>;

/** Of the repositories that have more than a page of tags or manifests, one is listed and used at a time: memory holds no two of them. */
export function createWithListing(listing: RegistryListing, end: RouteEnd, route: string): WithListing {
  let earlier: Promise<unknown> = Promise.resolve();
  const oneAtATime = async (work: () => Promise<void>): Promise<void> => {
    const own = earlier.then(work);
    earlier = own.catch(() => undefined);
    await own;
  };
  return async (repository, use) => {
    const readTags: ReadList<ListedTag> = async (page) => {
      const { tags, next } = await listing.tags(end, route, repository, page);
      return { items: tags, next };
    };
    const readManifests: ReadList<ListedManifest> = async (page) => {
      const { manifests, next } = await listing.manifests(end, route, repository, page);
      return { items: manifests, next };
    };
    const tags = await readTags({});
    const manifests = await insist(() => readManifests({}));
    const useWhole = async (): Promise<void> => {
      await readRest(readTags, tags);
      await readRest(readManifests, manifests);
      await use({ repository, tags: tags.items, manifests: manifests.items });
    };
    const isWhole = tags.next === undefined && manifests.next === undefined;
    await (isWhole ? useWhole() : oneAtATime(useWhole));
  };
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

async function readRest<T>(read: ReadList<T>, { items, ...begun }: Begun<T>): Promise<void> {
  const cursors = new Set<string>();
  for (let { next } = begun; next !== undefined;) {
    refuseCircle(cursors, next);
    const after = next;
    const page = await insist(() => read({ after }));
    for (const item of page.items) items.push(item);
    ({ next } = page);
  }
}
