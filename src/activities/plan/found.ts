import type { SelectedRepository } from '../../domain/planning/selectedRepository';

/** What a call has selected so far. */
export interface Found {
  repositories: SelectedRepository[];
  /** Artifacts that are selected, or may belong to one. */
  count: number;
}
