import type { ManifestFacts } from './manifestFacts';

/** Where reading manifests goes on: in which page of selected repositories, and after how many of its manifests. */
export interface ReadingPlace {
  page: number;
  offset: number;
}

/** What some of the manifests say that a plan needs. */
export interface FactsPage {
  facts: (ManifestFacts & { repository: string })[];
  /** Absent where all is read. */
  next?: ReadingPlace;
}

/** The number of the page that begins at a place. */
export function numberOf({ page, offset }: ReadingPlace): string {
  return `${page}-${offset}`;
}
