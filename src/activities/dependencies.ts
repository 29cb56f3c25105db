import type { ArrivedBlobs } from '../domain/ports/arrivedBlobs';
import type { BlockLists } from '../domain/ports/blockLists';
import type { Blobs } from '../domain/ports/blobs';
import type { Cleanups } from '../domain/ports/cleanups';
import type { Doctor } from '../domain/ports/doctor';
import type { PipelineRuns } from '../domain/ports/pipelineRuns';
import type { Pushes } from '../domain/ports/pushes';
import type { ScheduleBooks } from '../domain/ports/scheduleBooks';
import type { TransferRemovals } from '../domain/ports/transferRemovals';
import type { StoredBlobs } from '../domain/ports/storedBlobs';
import type { Catalog } from '../domain/ports/catalog';
import type { Ledger } from '../domain/ports/ledger';
import type { ManifestMemory } from '../domain/ports/manifestMemory';
import type { LedgerRebuilds } from '../domain/ports/ledgerRebuilds';
import type { TransferPages } from '../domain/ports/transferPages';
import type { RegistryListing } from '../domain/ports/registryListing';
import type { CopyStrategies } from '../domain/ports/copyStrategy';
import type { SlotStore } from '../domain/ports/slots';
import type { TransferPipelines } from '../domain/ports/transferPipelines';
import type { TransferStore } from '../domain/ports/transferStore';
import type { Chance, Clock } from '../domain/ports/machine';

/** Everything an activity can reach. */
export interface ActivityDependencies {
  catalog: Catalog;
  /** The catalog for plans, which may be large: each call is a read within the app's budget, and may wait for its turn. */
  budgetedCatalog: Catalog;
  /** Within the same budget. */
  listing: RegistryListing;
  manifestMemory: ManifestMemory;
  pipelines: TransferPipelines;
  blobs: Blobs;
  arrivedBlobs: ArrivedBlobs;
  blockLists: BlockLists;
  copyStrategies: CopyStrategies;
  transfers: TransferStore;
  pages: TransferPages;
  ledger: Ledger;
  rebuilds: LedgerRebuilds;
  /** What registries remember of pipeline runs, and containers of blobs: for the clean-up by retention. */
  pipelineRuns: PipelineRuns;
  /** The list of runs within the budget of the app's reads. */
  budgetedRuns: Pick<PipelineRuns, 'list'>;
  storedBlobs: StoredBlobs;
  cleanups: Cleanups;
  removals: TransferRemovals;
  /** What is to be started, and must still be known by then. */
  schedules: ScheduleBooks;
  pushes: Pushes;
  slots: SlotStore;
  /** Looks at what a transfer needs; none waits for it for long, or fails because of it. */
  doctor: Doctor;
  machine: Clock & Chance;
  /** The log of the invocation, where the host gives it one. */
  log?: { info(text: string): void };
}
