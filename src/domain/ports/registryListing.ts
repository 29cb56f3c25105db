import type { ListedManifest, ListedTag } from '../listing';
import type { RouteEnd } from '../route';

/** Which page: the one after the item of that name, or the first. */
export interface AskedPage {
  /** As the page before said in `next`. */
  after?: string;
}

/** The end of a page. One that is short, or empty, need not be the last: only `next` says whether there is another. */
export interface PageEnd {
  /** What the next page comes `after`; absent on the last one. */
  next?: string;
}

/** Lists what a registry holds, in its own order (of names, and of digests), a page at a time. */
export interface RegistryListing {
  repositories(end: RouteEnd, route: string, page: AskedPage): Promise<PageEnd & { repositories: string[] }>;
  /** Of a repository that does not exist, or no longer: an empty last page. */
  tags(end: RouteEnd, route: string, repository: string, page: AskedPage): Promise<PageEnd & { tags: ListedTag[] }>;
  /** The same for manifests, those without a tag and the children of indexes included. */
  manifests(
    end: RouteEnd,
    route: string,
    repository: string,
    page: AskedPage,
  ): Promise<PageEnd & { manifests: ListedManifest[] }>;
}
