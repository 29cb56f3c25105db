import type { Failure } from '../failures/failure';
import type { ManifestContent } from '../image/manifestContent';
import type { Batch, UnplannedArtifact } from '../plan';
import type { FactsPage } from '../planning/factsPage';
import type { ListedPage } from '../planning/listedPage';
import type { UpkeepFailures } from '../report/cleanUp';
import type { ArtifactReport } from '../report/report';
import type { SelectedPage } from '../planning/selectedPage';

/** What is too much of a transfer for durable state, in pages, each kind numbered from 0 on. */
export interface PageKinds {
  /** What the selection takes, as far as one look at the registry came. */
  selected: SelectedPage;
  /** What one look listed of a repository that was too much for it, under the number of what it selected. */
  listed: ListedPage;
  /** What the manifests say, as far as one look at the registry came. */
  facts: FactsPage;
  /** One batch each. */
  batches: Batch;
  /** What is not transferred, and why. */
  skipped: UnplannedArtifact[];
  /** What became of the artifacts, a page for some of one outcome each: `delivered-0`. */
  artifacts: ArtifactReport[];
  /** Who runs the batch of that number. */
  claims: BatchClaim;
  /** The transfer that takes up what this one did not deliver: one page at most. */
  retries: { id: string };
  /** What of a batch is tried again, under its name and the number of the generation, from 0 on: written before it is begun. */
  parts: Batch[];
  /** What could not be looked after of a batch, under its name. */
  upkeep: UpkeepFailures;
  /** Manifests that a look at an artifact read before its time was up, under a name that only the look knows, and a number. */
  manifests: { digest: string; content?: ManifestContent }[];
  /** Why no further batch is begun: one page at most. */
  stops: { failure: Failure };
}

/** A batch is run by one lane, in one of its turns. */
export interface BatchClaim {
  lane: number;
  turn: number;
}

/** The app's own memory of what transfers plan and find. The page that is kept first under a number stays. */
export interface TransferPages {
  /** @returns what is kept under that number: this page, or the one that came first */
  keepPage<Kind extends keyof PageKinds>(
    id: string,
    kind: Kind,
    number: number | string,
    page: PageKinds[Kind],
  ): Promise<PageKinds[Kind]>;
  readPage<Kind extends keyof PageKinds>(
    id: string,
    kind: Kind,
    number: number | string,
  ): Promise<PageKinds[Kind] | undefined>;
}
