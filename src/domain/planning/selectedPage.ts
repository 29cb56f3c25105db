import type { SelectedRepository } from './selectedRepository';

/** What a selection takes from some of the repositories of a registry, in the registry's order. */
export interface SelectedPage {
  repositories: SelectedRepository[];
  /** The last repository that was looked at; absent where there are no more. */
  after?: string;
}
