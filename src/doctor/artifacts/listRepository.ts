import type { ListedRepository } from '../../domain/listing';
import type { AskedPage, PageEnd, RegistryListing } from '../../domain/ports/registryListing';
import type { RouteEnd } from '../../domain/route';

/** What a registry lists of a repository, as far as there was time. */
export interface ListedInTime extends ListedRepository {
  isWhole: boolean;
}

/** Lists a repository; at least one page of its tags, and one of its manifests. Errors: those of the listing. */
export async function listRepository(
  listing: RegistryListing,
  { end, route }: { end: RouteEnd; route: string },
  repository: string,
  isOver: () => boolean,
): Promise<ListedInTime> {
  const tags = await listAll(async (page) => {
    const { tags: items, ...rest } = await listing.tags(end, route, repository, page);
    return { items, ...rest };
  }, isOver);
  const manifests = await listAll(async (page) => {
    const { manifests: items, ...rest } = await listing.manifests(end, route, repository, page);
    return { items, ...rest };
  }, isOver);
  const isWhole = tags.isWhole && manifests.isWhole;
  return { repository, tags: tags.items, manifests: manifests.items, isWhole };
}

async function listAll<Item>(
  read: (page: AskedPage) => Promise<PageEnd & { items: Item[] }>,
  isOver: () => boolean,
): Promise<{ items: Item[]; isWhole: boolean }> {
  const items: Item[] = [];
  let page: AskedPage = {};
  for (;;) {
    const { items: more, next } = await read(page);
    for (const item of more) items.push(item);
    if (next === undefined) return { items, isWhole: true };
    // A list that names the same page again would never end.
    if (isOver() || next === page.after) return { items, isWhole: false };
    page = { after: next };
  }
}
