import type { BlockLists } from '../domain/ports/blockLists';
import type { Blobs } from '../domain/ports/blobs';
import type { Catalog } from '../domain/ports/catalog';
import type { Ledger } from '../domain/ports/ledger';
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
  listing: RegistryListing;
  pipelines: TransferPipelines;
  blobs: Blobs;
  blockLists: BlockLists;
  copyStrategies: CopyStrategies;
  transfers: TransferStore;
  pages: TransferPages;
  ledger: Ledger;
  slots: SlotStore;
  machine: Clock & Chance;
}
