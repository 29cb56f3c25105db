import type { ActivityDependencies } from '../../src/activities/dependencies';
import type { Instances } from '../../src/domain/ports/instances';
import type { Route } from '../../src/domain/route';
import { MACHINE } from '../../src/services/machine';
import { createFakeArrivedBlobs } from './fakeArrivedBlobs';
import { FakeCleanups } from './fakeCleanups';
import { FakeRegistries } from './fakeRegistries';
import { FakeLedger } from './fakeLedger';
import { FakeManifestMemory } from './fakeManifestMemory';
import { FakeLedgerRebuilds } from './fakeLedgerRebuilds';
import { FakeSlotStore } from './fakeSlotStore';
import { FakeStorage } from './fakeStorage';
import { FakePushes } from './fakePushes';
import { FakeScheduleBooks } from './fakeScheduleBooks';
import { FakeTransferRemovals } from './fakeTransferRemovals';
import { FakeTransferPages } from './fakeTransferPages';
import { FakeTransferStore } from './fakeTransferStore';
import { record } from './record';
import { route } from './route';

/** A task hub where nothing runs. */
export const NO_INSTANCES: Instances = {
  find: async () => undefined,
  startOnce: async () => undefined,
  startAgain: async () => undefined,
  stop: async () => undefined,
  raise: async () => undefined,
  list: async () => [],
  listLiving: async () => [],
  purge: async () => undefined,
};

/** Everything that activities reach, in memory, and the dependencies that reach it; the transfer `t1` runs on the route. */
export function createFakes(changes: Partial<Route> = {}) {
  const storage = new FakeStorage();
  const registries = new FakeRegistries();
  const transfers = new FakeTransferStore();
  const pages = new FakeTransferPages();
  const ledger = new FakeLedger();
  const manifestMemory = new FakeManifestMemory();
  const rebuilds = new FakeLedgerRebuilds();
  const slots = new FakeSlotStore();
  const cleanups = new FakeCleanups();
  transfers.records.set('t1', record({ pinnedRoute: route(changes) }));
  const deps: ActivityDependencies = {
    catalog: registries.catalog,
    budgetedCatalog: registries.catalog,
    listing: registries.listing,
    pipelines: registries.pipelines,
    blobs: storage.blobs,
    arrivedBlobs: createFakeArrivedBlobs(storage),
    blockLists: storage.blockLists,
    copyStrategies: storage.copyStrategies,
    transfers,
    pages,
    ledger,
    manifestMemory,
    rebuilds,
    pipelineRuns: registries.pipelineRuns,
    budgetedRuns: registries.pipelineRuns,
    storedBlobs: storage.storedBlobs,
    cleanups,
    removals: new FakeTransferRemovals(transfers, pages),
    schedules: new FakeScheduleBooks(),
    pushes: new FakePushes(),
    slots,
    doctor: { examine: async () => [], explain: async () => [], newRoleActsBy: async () => undefined },
    machine: MACHINE,
  };
  return { storage, registries, transfers, pages, ledger, manifestMemory, rebuilds, slots, cleanups, deps };
}
