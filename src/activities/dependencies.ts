import type { BlockLists } from '../domain/ports/blockLists';
import type { Blobs } from '../domain/ports/blobs';
import type { Catalog } from '../domain/ports/catalog';
import type { Chance } from '../domain/ports/chance';
import type { Clock } from '../domain/ports/clock';
import type { CopyStrategies } from '../domain/ports/copyStrategy';
import type { RouteBook } from '../domain/ports/routeBook';
import type { TransferPipelines } from '../domain/ports/transferPipelines';
import type { TransferStore } from '../domain/ports/transferStore';

/** Everything an activity can reach. */
export interface ActivityDependencies {
  routes: RouteBook;
  catalog: Catalog;
  pipelines: TransferPipelines;
  blobs: Blobs;
  blockLists: BlockLists;
  copyStrategies: CopyStrategies;
  transfers: TransferStore;
  machine: Clock & Chance;
}
