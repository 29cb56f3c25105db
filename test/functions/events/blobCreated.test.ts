import { OrchestrationRuntimeStatus } from 'durable-functions';
import fc from 'fast-check';
import { arrivedBlob } from '../../../src/domain/arrivals/arrivedBlob';
import {
  AccessDeniedError,
  ResourceNotFoundError,
  ServiceRefusedError,
  ServiceUnavailableError,
} from '../../../src/domain/failures/errors';
import { probeName } from '../../../src/domain/doctor/probeName';
import { arrivalTransferId, blobNameFor, manifestNameFor, transferIdFor } from '../../../src/domain/names';
import { beginDrain } from '../../../src/domain/pause/drain';
import { NO_PAUSES, pause } from '../../../src/domain/pause/pauses';
import type { TransferReport } from '../../../src/domain/report/report';
import type { LoadedRoutes, Route, RouteEnd } from '../../../src/domain/route';
import { createBlobCreated } from '../../../src/functions/events/blobCreated';
import { createEventCounts } from '../../../src/functions/events/eventCounts';
import { createInstances } from '../../../src/functions/instances/createInstances';
import { reconcile } from '../../../src/functions/start/reconcile';
import { MACHINE } from '../../../src/services/machine';
import { blobCreatedEvent } from '../../helpers/blobEvents';
import { cloudEventOf } from '../../helpers/gridEvent';
import { FakeCanaries } from '../../helpers/fakeCanaries';
import { FakeDurableClient } from '../../helpers/fakeDurableClient';
import { FakePauseStore } from '../../helpers/fakePauseStore';
import { FakeSlotStore } from '../../helpers/fakeSlotStore';
import { FakeStorage } from '../../helpers/fakeStorage';
import { FakeTransferStore } from '../../helpers/fakeTransferStore';
import { record } from '../../helpers/record';
import { route, routeEnd, TARGET } from '../../helpers/route';

const NAME = 'inbox/app.tar.gz';
const WEATHER = new ServiceUnavailableError('read x', { words: '503' });
const BY = { kind: 'functionKey', name: 'function key' } as const;
const SETTINGS = {
  polling: { firstSeconds: 10, maxSeconds: 60, deadlineMinutes: 60 },
  patience: { stepMinutes: 360, verificationSeconds: 300 },
  batchesAtOnce: 20,
  windows: { exports: 10, imports: 5 },
};

/** A route that only imports, from the container of the registry `production`. */
function importOnly(changes: Partial<Route> = {}): Route {
  const { source: _none, ...rest } = route({ name: 'in', arrivals: { prefix: 'inbox/', manifestWaitMinutes: 15 } });
  return { ...rest, ...changes };
}

function prepare(routes: Route[] = [importOnly()]) {
  let load = async (): Promise<LoadedRoutes> => ({
    routes: new Map(routes.map((one) => [one.name, one])),
    mistakes: [],
  });
  let now = Date.parse('2026-11-29T09:00:00Z');
  const storage = new FakeStorage();
  const transfers = new FakeTransferStore();
  const pauses = new FakePauseStore();
  const slots = new FakeSlotStore();
  const client = new FakeDurableClient();
  const told: string[] = [];
  const warned: string[] = [];
  /** Every blob that was asked for. */
  const heads: string[] = [];
  let head = async (end: RouteEnd, name: string) => storage.blobs.head(end, name);
  const machine = {
    now: () => now,
    // Only what hangs is waited for so long.
    wait: async (milliseconds: number) => (milliseconds < 60_000 ? undefined : new Promise<void>(() => undefined)),
    random: () => 0,
  };
  const deps = {
    ...{ settings: SETTINGS, machine, transfers, pauses, slots },
    canaries: new FakeCanaries(),
    routes: { load: () => load() },
    blobs: {
      head: (end: RouteEnd, name: string) => {
        heads.push(`${end.containerUri}/${name}`);
        return head(end, name);
      },
    },
    eventCounts: createEventCounts(machine),
  };
  const log = { info: (text: string) => void told.push(text), warn: (text: string) => void warned.push(text) };
  const instances = createInstances(client, MACHINE);
  const blobCreated = createBlobCreated(deps);
  return {
    ...{ deps, storage, transfers, pauses, client, slots, told, warned, heads, instances, log },
    put: (name = NAME, size = 1_000, end = TARGET) => storage.put(end, name, { size }),
    /** Delivers an event; about a blob of the target's container unless told. */
    deliver: (event: unknown = blobCreatedEvent(TARGET.containerUri, NAME)) => blobCreated(instances, event, log),
    loads: (next: () => Promise<LoadedRoutes>) => void (load = next),
    heading: (next: typeof head) => void (head = next),
    pass: (milliseconds: number) => void (now += milliseconds),
    idOf: (name = NAME, end = TARGET) => {
      const blob = storage.committed(end, name);
      if (!blob) throw new Error(`There is no ${name}.`);
      return arrivalTransferId(end.containerUri, arrivedBlob(name, blob));
    },
  };
}

it('a blob starts its import once, with what the route says', async () => {
  const { put, deliver, client, transfers, idOf, told } = prepare();
  put();
  await deliver();
  const id = idOf();
  expect(client.starts).toEqual([`importArrival ${id}`]);
  expect(transfers.records.get(id)).toMatchObject({
    id,
    route: 'in',
    artifacts: [],
    arrival: { name: NAME, size: 1_000, contentMd5: expect.any(String) },
    startedBy: { kind: 'trigger', name: 'blobCreated' },
    pinnedRoute: { name: 'in' },
  });
  expect(transfers.states.get(id)).toBe('accepted');
  expect(client.instances.get(id)?.input).toEqual({
    ...{ transferId: id, route: 'in', blobName: NAME, manifestWaitMinutes: 15, takeOverMinutes: 20 },
    ...{ startedBy: { kind: 'trigger', name: 'blobCreated' }, startedAt: '2026-11-29T09:00:00.000Z' },
    ...{ polling: SETTINGS.polling, patience: SETTINGS.patience, windows: SETTINGS.windows },
  });
  expect(told).toEqual([`The transfer ${id} imports the blob ${TARGET.containerUri}/${NAME} (route in).`]);
});

it('a route that repairs or sets aside says so to the orchestration', async () => {
  const { put, deliver, client, idOf } = prepare([
    importOnly({ arrivals: { prefix: 'inbox/', manifestWaitMinutes: 15, onDefect: 'repair' } }),
  ]);
  put();
  await deliver();
  expect(client.instances.get(idOf())?.input).toMatchObject({ onDefect: 'repair' });
});

it('the event of a repair finds the import that repaired the blob', async () => {
  const { storage, put, deliver, client, idOf, transfers, told } = prepare();
  delete put().contentMd5;
  await deliver();
  const id = idOf();
  const repaired = { name: NAME, size: 1_000, contentMd5: 'TzcHOBWX7SzSGbDR1Ni8Lg==' };
  await transfers.noteSameArrival(arrivalTransferId(TARGET.containerUri, repaired), id);
  storage.put(TARGET, NAME, repaired);
  await deliver();
  expect(client.starts).toEqual([`importArrival ${id}`]);
  expect(transfers.records.size).toBe(1);
  expect(told.at(-1)).toContain(`the transfer ${id} is about that content already`);
});

it('what is in quarantine starts nothing, and is not asked for', async () => {
  const { put, deliver, client, heads, told } = prepare([
    importOnly({ arrivals: { prefix: '', manifestWaitMinutes: 15 } }),
  ]);
  const name = `quarantine/t${'0'.repeat(32)}/inbox/app.tar.gz`;
  put(name);
  await deliver(blobCreatedEvent(TARGET.containerUri, name));
  expect([client.starts, heads]).toEqual([[], []]);
  expect(told[0]).toContain('a blob in quarantine: 1');
});

it('a probe of the doctor starts nothing, and is not asked for', async () => {
  const { put, deliver, client, heads, told } = prepare([
    importOnly({ arrivals: { prefix: '', manifestWaitMinutes: 15 } }),
  ]);
  const name = probeName(Date.parse('2026-11-29T09:00:00Z'), MACHINE.newId());
  put(name);
  await deliver(blobCreatedEvent(TARGET.containerUri, name));
  expect([client.starts, heads]).toEqual([[], []]);
  expect(told[0]).toContain('a probe of the doctor: 1');
});

it('fifty events for one blob, in both schemas, one after another and at once, are one import', async () => {
  const { put, deliver, client, transfers } = prepare();
  put();
  const event = blobCreatedEvent(TARGET.containerUri, NAME);
  const events = Array.from({ length: 25 }, () => [event, cloudEventOf(event)]).flat();
  await Promise.all(events.slice(0, 25).map((one) => deliver(one)));
  for (const one of events.slice(25)) await deliver(one);
  expect(client.starts).toHaveLength(1);
  expect(transfers.records.size).toBe(1);
  expect(transfers.states.size).toBe(1);
});

it('a delivery of ten thousand events for a hundred blobs looks at each of them twice at most', async () => {
  const { put, deliver, client, heads } = prepare();
  const names = Array.from({ length: 100 }, (_, index) => `inbox/${index}.tar.gz`);
  for (const name of names) put(name);
  const events = Array.from({ length: 10_000 }, (_, index) =>
    blobCreatedEvent(TARGET.containerUri, names[(index * 37) % 100] ?? ''),
  );
  await Promise.all(events.map((one) => deliver(one)));
  expect(client.starts).toHaveLength(100);
  expect(heads.length).toBeLessThanOrEqual(200);
});

it('what is wrong with a look at a blob is told to every event that waited for it', async () => {
  const { put, deliver, heading, heads, client, storage } = prepare();
  put();
  heading(() => Promise.reject(WEATHER));
  const answers = await Promise.allSettled([deliver(), deliver(), deliver()]);
  expect(answers).toEqual(Array.from({ length: 3 }, () => ({ status: 'rejected', reason: WEATHER })));
  expect(heads).toHaveLength(1);
  heading((end, name) => storage.blobs.head(end, name));
  await deliver();
  expect(client.starts).toHaveLength(1);
});

it('a blob that was replaced is imported anew; the event of the old one finds the new one', async () => {
  const { put, deliver, client, idOf } = prepare();
  put();
  await deliver();
  const first = idOf();
  put(NAME, 2_000);
  await deliver();
  await deliver();
  expect(client.starts).toEqual([`importArrival ${first}`, `importArrival ${idOf()}`]);
});

it('the same content under another ETag is the same import, also when it has ended', async () => {
  const { put, deliver, client, idOf, told, transfers } = prepare();
  const before = put();
  await deliver();
  expect(put(NAME).etag).not.toBe(before.etag);
  client.instances.set(idOf(), { status: OrchestrationRuntimeStatus.Completed });
  transfers.reports.set(idOf(), { id: idOf(), outcome: 'succeeded' } as TransferReport);
  await deliver();
  expect(client.starts).toHaveLength(1);
  expect(told.at(-1)).toContain(`the transfer ${idOf()} is about that content already`);
});

it('the aliases of an account are the same account', async () => {
  const { put, deliver, client } = prepare();
  put();
  for (const host of [
    'PRODUCTION.BLOB.core.windows.net',
    'production.dfs.core.windows.net',
    'production.blob.core.windows.net:443',
  ]) {
    await deliver(blobCreatedEvent(`https://${host}/transfers`, NAME));
  }
  expect(client.starts).toHaveLength(1);
});

it.each<[string, unknown]>([
  ['another account', blobCreatedEvent('https://evil.blob.core.windows.net/transfers', NAME)],
  ['another container', blobCreatedEvent('https://production.blob.core.windows.net/others', NAME)],
  ['the container of a source', blobCreatedEvent('https://builds.blob.core.windows.net/transfers', NAME)],
  [
    'an account whose name begins alike',
    blobCreatedEvent('https://production.blob.core.windows.net.evil.example/transfers', NAME),
  ],
  ['another prefix', blobCreatedEvent(TARGET.containerUri, 'outbox/app.tar.gz')],
  ['a name that leads out', blobCreatedEvent(TARGET.containerUri, 'inbox/../../others/app.tar.gz')],
  ['a deleted blob', blobCreatedEvent(TARGET.containerUri, NAME, { eventType: 'Microsoft.Storage.BlobDeleted' })],
  ['a manifest', blobCreatedEvent(TARGET.containerUri, manifestNameFor(NAME))],
  ['an unknown type', { eventType: 'Contoso.Thing', subject: 'x', data: {} }],
  ['nothing', null],
  ['a text', 'event'],
  ['a list', [blobCreatedEvent(TARGET.containerUri, NAME)]],
])('%s is acknowledged, counted and never fetched', async (_, event) => {
  const { put, deliver, client, heads, told } = prepare();
  put();
  await deliver(event);
  expect(heads).toEqual([]);
  expect(client.starts).toEqual([]);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/^Events of storage that nothing was done about, since the last such line: .*: 1\.$/);
});

it('whatever arrives, nothing outside the containers of the routes is fetched, and nothing is thrown', async () => {
  const { deliver, heads, client } = prepare();
  const part = fc.oneof(
    fc.constantFrom(
      'transfers',
      'inbox',
      '..',
      '%2e%2e',
      '/',
      '?',
      '#',
      'production.blob.core.windows.net',
      'blobs',
      '@',
    ),
    fc.string(),
  );
  const text = fc.array(part, { maxLength: 6 }).map((parts) => parts.join('/'));
  const event = fc.record({
    eventType: fc.constantFrom('Microsoft.Storage.BlobCreated', 'x'),
    subject: fc.oneof(
      text,
      text.map((name) => `/blobServices/default/containers/transfers/blobs/${name}`),
    ),
    data: fc.record({
      url: fc.oneof(
        text,
        text.map((name) => `https://production.blob.core.windows.net/transfers/${name}`),
      ),
    }),
  });
  await fc.assert(
    fc.asyncProperty(fc.oneof(event, fc.anything()), async (one) => {
      await deliver(one);
      for (const uri of heads) expect(uri.startsWith(`${TARGET.containerUri}/inbox/`)).toBe(true);
    }),
    { numRuns: 500 },
  );
  expect(client.starts).toEqual([]);
});

it('ten thousand events of others are a line a minute', async () => {
  const { deliver, told, pass } = prepare();
  const other = blobCreatedEvent('https://evil.blob.core.windows.net/transfers', NAME);
  for (let index = 0; index < 9_999; index += 1) await deliver(other);
  pass(60_000);
  await deliver({});
  expect(told).toEqual([
    'Events of storage that nothing was done about, since the last such line: a container of no route that imports what arrives: 1.',
    'Events of storage that nothing was done about, since the last such line: a container of no route that imports what arrives: 9998; no event that can be read: 1.',
  ]);
});

it('blobs that are gone, empty or of another type are left, and that is told', async () => {
  const { storage, deliver, client, told } = prepare();
  await deliver();
  storage.put(TARGET, NAME, { size: 0 });
  await deliver();
  storage.put(TARGET, NAME, { size: 10, otherType: 'PageBlob' });
  await deliver();
  expect(client.starts).toEqual([]);
  expect(told.map((line) => line.slice(line.indexOf('(route')))).toEqual([
    '(route in): it is not there (any more).',
    '(route in): it is empty.',
    '(route in): it is a PageBlob, and only a BlockBlob is imported.',
  ]);
});

it('a paused route starts nothing, and asks for nothing', async () => {
  const { put, deliver, pauses, client, heads, told } = prepare();
  put();
  const paused = pause(NO_PAUSES, 'in', { at: '2026-11-29T08:00:00Z', by: BY });
  await pauses.write(paused, undefined);
  await deliver();
  expect([client.starts, heads]).toEqual([[], []]);
  expect(told[0]).toContain('the route is paused');
});

it('while the app is drained, nothing starts: the event is acknowledged, or delivered again where the drain began meanwhile', async () => {
  const { put, deliver, pauses, client, told, transfers } = prepare();
  put();
  const drain = beginDrain(NO_PAUSES, { at: '2026-11-29T08:00:00Z', by: BY });
  let reads = 0;
  pauses.beforeRead = async () => {
    if ((reads += 1) === 2) await pauses.write(drain, undefined);
  };
  await expect(deliver()).rejects.toMatchObject({ code: 'draining' });
  await deliver();
  expect(told[0]).toContain('the app is being drained, and a sweep starts its import afterwards');
  expect([client.starts, transfers.lines.size]).toEqual([[], 0]);
});

it('a route that does not import what arrives is none; of several, the one with the longest prefix imports', async () => {
  const both = route({ name: 'both' });
  const wide = importOnly({ name: 'wide', arrivals: { prefix: '', manifestWaitMinutes: 1 } });
  const copying = route({ name: 'copying', arrivals: { prefix: 'inbox/', manifestWaitMinutes: 1 } });
  const { put, deliver, transfers } = prepare([both, wide, copying, importOnly()]);
  put();
  put('other.tar.gz');
  await deliver();
  await deliver(blobCreatedEvent(TARGET.containerUri, 'other.tar.gz'));
  expect([...transfers.records.values()].map((one) => one.route)).toEqual(['in', 'wide']);
  const off = prepare([both]);
  off.put();
  await off.deliver();
  expect(off.transfers.records.size).toBe(0);
});

it.each<[string, (prepared: ReturnType<typeof prepare>) => void]>([
  ['the routes file', ({ loads }) => loads(() => Promise.reject(new Error('ENOENT')))],
  ['storage', ({ heading }) => heading(() => Promise.reject(WEATHER))],
  [
    'a role',
    ({ heading }) => heading(() => Promise.reject(new AccessDeniedError('read x', 'a role', { words: '403' }))),
  ],
  ['the pauses', ({ pauses }) => (pauses.read = () => Promise.reject(WEATHER))],
  ['the store', ({ transfers }) => (transfers.find = () => Promise.reject(WEATHER))],
  ['the index', ({ transfers }) => (transfers.index = () => Promise.reject(WEATHER))],
  ['the claim', ({ transfers }) => (transfers.claim = () => Promise.reject(WEATHER))],
  ['a copy that goes on', ({ storage }) => void storage.put(TARGET, NAME, { size: 10, isCopying: true })],
])('weather is thrown, so that the event comes again: %s', async (_, spoil) => {
  const prepared = prepare();
  prepared.put();
  spoil(prepared);
  await expect(prepared.deliver()).rejects.toThrow();
  expect(prepared.client.starts).toEqual([]);
});

it.each([
  ['a container that does not exist', new ResourceNotFoundError('x', 'in', { words: '404 ContainerNotFound' })],
  ['a name that the service does not take', new ServiceRefusedError('read x', { words: '400 InvalidUri' })],
])('what nothing can be done about is acknowledged, and told: %s', async (_, error) => {
  const { put, deliver, heading, told, client } = prepare();
  put();
  heading(() => Promise.reject(error));
  await deliver();
  expect(client.starts).toEqual([]);
  expect(told[0]).toContain(error.message.replace(/\.$/, ''));
});

describe('the blob of a transfer of this app', () => {
  const transferId = transferIdFor('key');
  const name = blobNameFor('both', transferId, 'b'.repeat(32));
  const both = route({ name: 'both', arrivals: { prefix: '', manifestWaitMinutes: 15 } });

  function prepareChain(changes: Parameters<typeof record>[0] = {}) {
    const prepared = prepare([both]);
    const { transfers, client, storage, deliver } = prepared;
    transfers.records.set(transferId, record({ id: transferId, route: 'both', pinnedRoute: both, ...changes }));
    client.instances.set(transferId, { status: OrchestrationRuntimeStatus.Running });
    storage.put(TARGET, name, { size: 10 });
    return { ...prepared, deliverOwn: () => deliver(blobCreatedEvent(TARGET.containerUri, name)) };
  }
  const reportOf = (outcome: string, batch: object, more?: object) =>
    ({ id: transferId, outcome, batches: [{ blob: name, ...batch }], ...more }) as unknown as TransferReport;
  const RAN = { importRun: { resourceId: '/runs/i1', outcome: 'succeeded' } };

  it('starts nothing while the transfer runs', async () => {
    const { deliverOwn, client, told } = prepareChain();
    await deliverOwn();
    expect(client.starts).toEqual([]);
    expect(told[0]).toContain(`the transfer ${transferId} imports it`);
  });

  it('starts nothing but the transfer itself where that was cut off', async () => {
    const { deliverOwn, client } = prepareChain();
    client.instances.set(transferId, { status: OrchestrationRuntimeStatus.Terminated });
    await deliverOwn();
    expect(client.starts).toEqual([`transfer ${transferId}`]);
  });

  it.each<[string, TransferReport]>([
    ['imported it', reportOf('succeeded', RAN)],
    ['imported it, and something else failed', reportOf('partial', RAN)],
    ['imported a part of it', reportOf('partial', { blob: 'other', parts: [{ blob: name, ...RAN }] })],
    ['was canceled', reportOf('canceled', {})],
    ['has too many batches to list', reportOf('partial', { blob: 'other' }, { more: { artifacts: 0, batches: 9 } })],
  ])('starts nothing after the transfer %s', async (_, report) => {
    const { deliverOwn, client, transfers } = prepareChain();
    transfers.reports.set(transferId, report);
    await deliverOwn();
    expect(client.starts).toEqual([]);
  });

  it('is imported where the transfer ended before its import', async () => {
    const { deliverOwn, client, transfers, idOf } = prepareChain();
    transfers.reports.set(transferId, reportOf('failed', {}));
    await deliverOwn();
    expect(client.starts).toEqual([`importArrival ${idOf(name)}`]);
  });

  it.each<[string, Parameters<typeof record>[0] | undefined]>([
    ['is unknown here', undefined],
    ['only exports', { pinnedRoute: { ...both, target: undefined } as unknown as Route }],
    ['copies elsewhere', { pinnedRoute: { ...both, target: routeEnd('elsewhere') } }],
    ['is of another route', { route: 'another' }],
  ])('is imported where the transfer %s', async (_, changes) => {
    const { deliverOwn, client, transfers, idOf } = prepareChain(changes);
    if (!changes) transfers.records.clear();
    await deliverOwn();
    expect(client.starts).toEqual([`importArrival ${idOf(name)}`]);
  });
});

it('whatever happens to a blob between its events, each content that one of them found is imported once', async () => {
  const step = fc.constantFrom('first', 'second', 'third', 'remove', 'deliver', 'deliver', 'deliverDeleted', 'storm');
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const { put, deliver, storage, client, transfers, idOf } = prepare();
      const found = new Set<string>();
      const event = blobCreatedEvent(TARGET.containerUri, NAME);
      for (const one of steps) {
        if (one === 'remove') await storage.blobs.remove(TARGET, NAME);
        else if (one === 'deliverDeleted') await deliver({ ...event, eventType: 'Microsoft.Storage.BlobDeleted' });
        else if (one === 'deliver' || one === 'storm') {
          if (storage.committed(TARGET, NAME)) found.add(idOf());
          await Promise.all(Array.from({ length: one === 'storm' ? 10 : 1 }, () => deliver(event)));
        } else put(NAME, { first: 1, second: 2, third: 3 }[one]);
      }
      const started = [...found].map((id) => `importArrival ${id}`);
      expect([...client.starts].sort()).toEqual(started.sort());
      expect(new Set(transfers.records.keys())).toEqual(found);
    }),
  );
});

it('a handler that dies at any of its steps is made up for by the event that comes again', async () => {
  let deaths = 0;
  for (let last = 0; ; last += 1) {
    const { deps, put, client, transfers, instances, log } = prepare([importOnly({ whenBusy: 'queue' })]);
    put();
    let calls = 0;
    const mortal = <T extends object>(port: T): T =>
      new Proxy(port, {
        get: (target, key) => {
          const own = Reflect.get(target, key) as unknown;
          if (typeof own !== 'function') return own;
          return (...args: unknown[]) => {
            calls += 1;
            if (calls === last + 1) throw WEATHER;
            return (own as (...given: unknown[]) => unknown).apply(target, args);
          };
        },
      });
    const dying = {
      ...deps,
      ...{
        transfers: mortal(transfers),
        pauses: mortal(deps.pauses),
        slots: mortal(deps.slots),
        blobs: mortal(deps.blobs),
      },
    };
    const event = blobCreatedEvent(TARGET.containerUri, NAME);
    const died = await createBlobCreated(dying)(mortal(instances), event, log).then(
      () => false,
      () => true,
    );
    await createBlobCreated(deps)(instances, event, log);
    expect(client.starts).toHaveLength(1);
    expect([transfers.records.size, transfers.states.size]).toEqual([1, 1]);
    if (!died && calls <= last) break;
    if (died) deaths += 1;
  }
  expect(deaths).toBeGreaterThan(6);
});

it('a handler that dies between claim and start is made up for: by the event that comes again, and by the timer', async () => {
  for (const mend of ['event', 'timer'] as const) {
    const { put, deliver, client, idOf, deps, instances, log } = prepare();
    put();
    client.beforeStart = () => Promise.reject(new Error('The operation failed with an unexpected status code: 503'));
    await expect(deliver()).rejects.toThrow();
    client.beforeStart = async () => undefined;
    expect(client.starts).toEqual([]);
    await (mend === 'event' ? deliver() : reconcile(deps, instances, log, { budgetMs: 60_000 }));
    expect(client.starts).toEqual([`importArrival ${idOf()}`]);
    expect(client.instances.get(idOf())?.input).toMatchObject({ blobName: NAME, life: expect.any(String) });
  }
});

it('where the route takes one transfer at a time, an arrival takes its place, and is never refused', async () => {
  for (const whenBusy of ['queue', 'refuse'] as const) {
    const { put, deliver, client, slots } = prepare([importOnly({ whenBusy })]);
    put();
    put('inbox/other.tar.gz');
    await deliver();
    await deliver(blobCreatedEvent(TARGET.containerUri, 'inbox/other.tar.gz'));
    expect(client.starts).toHaveLength(2);
    for (const { input } of client.instances.values()) expect(input).toMatchObject({ takesTurn: true });
    const turns = (await slots.read({ kind: 'route', route: 'in' })).slots;
    expect([turns.holders.length, turns.waiters.length]).toEqual([1, 1]);
  }
});
