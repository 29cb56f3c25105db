import type { ListedManifest, ListedRepository, ListedTag } from '../listing';
import type { AskedPage } from '../ports/registryListing';

/** Where the lists of a repository go on; a list that was read to its end is absent. */
export interface ListsToRead {
  tags?: AskedPage;
  manifests?: AskedPage;
}

/** What one call listed of a repository that has more pages than it had time for. */
export interface ListedPage {
  repository: string;
  tags: ListedTag[];
  manifests: ListedManifest[];
  next: ListsToRead;
}

/** A repository of which some was listed before. */
export interface BegunListing extends ListedRepository {
  next: ListsToRead;
  /** Where the calls before ended: a list that comes back there would never end. */
  ends: ListsToRead[];
}

/** @param pages  all of one repository, in order, at least one */
export function joinListed(pages: readonly ListedPage[]): BegunListing | undefined {
  const last = pages.at(-1);
  if (!last) return undefined;
  return {
    repository: last.repository,
    tags: pages.flatMap(({ tags }) => tags),
    manifests: pages.flatMap(({ manifests }) => manifests),
    next: last.next,
    ends: pages.map(({ next }) => next),
  };
}
