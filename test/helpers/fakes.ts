import type { ActivityDependencies } from '../../src/activities/dependencies';
import type { Route } from '../../src/domain/route';
import { MACHINE } from '../../src/services/machine';
import { FakeRegistries } from './fakeRegistries';
import { FakeStorage } from './fakeStorage';
import { FakeTransferStore } from './fakeTransferStore';
import { record } from './record';
import { route } from './route';

/** Everything that activities reach, in memory, and the dependencies that reach it; the transfer `t1` runs on the route. */
export function createFakes(changes: Partial<Route> = {}) {
  const storage = new FakeStorage();
  const registries = new FakeRegistries();
  const transfers = new FakeTransferStore();
  transfers.records.set('t1', record({ pinnedRoute: route(changes) }));
  const deps: ActivityDependencies = {
    catalog: registries.catalog,
    budgetedCatalog: registries.catalog,
    listing: registries.listing,
    pipelines: registries.pipelines,
    blobs: storage.blobs,
    blockLists: storage.blockLists,
    copyStrategies: storage.copyStrategies,
    transfers,
    machine: MACHINE,
  };
  return { storage, registries, transfers, deps };
}
