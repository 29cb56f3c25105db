import { arrivedBlob } from '../../../src/domain/arrivals/arrivedBlob';
import { arrivalTransferId } from '../../../src/domain/names';
import type { LoadedRoutes, Route } from '../../../src/domain/route';
import type { Sweep } from '../../../src/domain/sweeps/sweep';
import { createInstances } from '../../../src/functions/instances/createInstances';
import { sweep } from '../../../src/functions/sweep/sweep';
import { MACHINE } from '../../../src/services/machine';
import { FakeDurableClient } from '../../helpers/fakeDurableClient';
import { FakePauseStore } from '../../helpers/fakePauseStore';
import { FakeSlotStore } from '../../helpers/fakeSlotStore';
import { FakeStorage } from '../../helpers/fakeStorage';
import { FakeSweeps } from '../../helpers/fakeSweeps';
import { FakeTransferStore } from '../../helpers/fakeTransferStore';
import { route, TARGET } from '../../helpers/route';

export const NAME = 'inbox/app.tar.gz';
export const START = Date.parse('2026-11-29T09:00:00Z');
const MINUTE = 60_000;

/** A route that only imports, from the container of the registry `production`. */
export function importOnly(changes: Partial<Route> = {}): Route {
  const { source: _none, ...rest } = route({ name: 'in', arrivals: { prefix: 'inbox/', manifestWaitMinutes: 15 } });
  return { ...rest, ...changes };
}

/** A sweep with everything behind it in memory; what is put is two minutes old then. */
export function prepareSweep(routes: Route[] = [importOnly()]) {
  let load = async (): Promise<LoadedRoutes> => ({
    routes: new Map(routes.map((one) => [one.name, one])),
    mistakes: [],
  });
  const clock = { now: START };
  const storage = new FakeStorage();
  storage.now = () => clock.now - 2 * MINUTE;
  const transfers = new FakeTransferStore();
  const pauses = new FakePauseStore();
  const sweeps = new FakeSweeps();
  const client = new FakeDurableClient();
  const warned: string[] = [];
  const told: string[] = [];
  const heads: string[] = [];
  let ids = 0;
  const machine = {
    now: () => clock.now,
    wait: async () => undefined,
    random: () => 0,
    newId: () => `id-${(ids += 1)}`,
  };
  const deps = {
    settings: {
      polling: { firstSeconds: 10, maxSeconds: 60, deadlineMinutes: 60 },
      patience: { stepMinutes: 360, verificationSeconds: 300 },
      batchesAtOnce: 20,
      windows: { exports: 10, imports: 5 },
    },
    ...{ machine, transfers, pauses, sweeps, slots: new FakeSlotStore() },
    routes: { load: () => load() },
    blobs: {
      head: async (...[end, name]: Parameters<FakeStorage['blobs']['head']>) => {
        heads.push(name);
        return storage.blobs.head(end, name);
      },
    },
    storedBlobs: { ...storage.storedBlobs },
  };
  const log = { info: (text: string) => void told.push(text), warn: (text: string) => void warned.push(text) };
  const instances = createInstances(client, MACHINE);
  const startedBy = { kind: 'trigger', name: 'sweep' } as const;
  return {
    ...{ deps, storage, transfers, pauses, sweeps, client, warned, told, heads, clock },
    sweep: (budgetMs = 180_000) => sweep(deps, instances, log, { startedBy, budgetMs }),
    put: (name = NAME, size = 1_000, end = TARGET) => storage.put(end, name, { size }),
    loads: (next: () => Promise<LoadedRoutes>) => void (load = next),
    idOf: (name = NAME, end = TARGET) => {
      const blob = storage.committed(end, name);
      if (!blob) throw new Error(`There is no ${name}.`);
      return arrivalTransferId(end.containerUri, arrivedBlob(name, blob));
    },
  };
}

/** How many of each finding there were. */
export function countsOf({ found }: Sweep): Record<string, number> {
  return Object.fromEntries(found.map(({ finding, count }) => [finding, count]));
}
