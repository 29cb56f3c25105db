import type { ActivityDependencies } from '../../src/activities/dependencies';
import type { Route } from '../../src/domain/route';
import { MACHINE } from '../../src/services/machine';
import { FakeRegistries } from './fakeRegistries';
import { FakeStorage } from './fakeStorage';
import { FakeTransferStore } from './fakeTransferStore';
import { route } from './route';

/** Everything that activities reach, in memory, and the dependencies that reach it. */
export function createFakes(changes: Partial<Route> = {}) {
  const routes = new Map<string, Route>([['prod', route(changes)]]);
  const storage = new FakeStorage();
  const registries = new FakeRegistries();
  const transfers = new FakeTransferStore();
  const deps: ActivityDependencies = {
    routes: { load: async () => ({ routes, mistakes: [] }), find: async (name) => routes.get(name) },
    catalog: registries.catalog,
    pipelines: registries.pipelines,
    blobs: storage.blobs,
    blockLists: storage.blockLists,
    copyStrategies: storage.copyStrategies,
    transfers,
    machine: MACHINE,
  };
  return { routes, storage, registries, transfers, deps };
}
