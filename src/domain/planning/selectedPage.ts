import type { SelectedRepository } from './selectedRepository';

/** What a selection takes from some of the repositories of a registry, sorted by their names. */
export interface SelectedPage {
  repositories: SelectedRepository[];
  /** Where the next page goes on; absent where there is none. */
  next?: SelectionPlace;
}

/** Where a selection goes on. */
export interface SelectionPlace {
  /** Names that were listed and not looked at: repositories, or artifacts of an earlier transfer. */
  open: string[];
  /** What the list of names goes on after; absent where all of it was read. */
  after?: string;
  /** Among the open ones, a repository of which some was listed, and the pages that hold it, in order. */
  begun?: { repository: string; pages: number[] };
}
