import { OrchestrationRuntimeStatus } from 'durable-functions';
import { RoutesUnreadableError, ServiceUnavailableError } from '../../../src/domain/failures/errors';
import { scheduledTransferId } from '../../../src/domain/names';
import { NO_PAUSES, pause, resume } from '../../../src/domain/pause/pauses';
import type { LoadedRoutes, Route } from '../../../src/domain/route';
import type { Schedule } from '../../../src/domain/schedule/schedule';
import { createInstances } from '../../../src/functions/instances/createInstances';
import { tick } from '../../../src/functions/timers/tick';
import { MACHINE } from '../../../src/services/machine';
import { FakeDurableClient } from '../../helpers/fakeDurableClient';
import { FakePauseStore } from '../../helpers/fakePauseStore';
import { FakeScheduleBooks } from '../../helpers/fakeScheduleBooks';
import { FakeSlotStore } from '../../helpers/fakeSlotStore';
import { FakeTransferStore } from '../../helpers/fakeTransferStore';
import { route } from '../../helpers/route';

const SELECT = { rules: [{ repositories: ['app/**'] }] };
const NIGHTLY: Schedule = { name: 'nightly', cron: '30 2 * * *', timeZone: 'UTC', onMissed: 'run' };
const DUE = '2026-11-29T02:30:00.000Z';
const ID = scheduledTransferId('prod', 'nightly', DUE);
const BUDGET_MS = 180_000;
const SETTINGS = {
  polling: { firstSeconds: 10, maxSeconds: 60, deadlineMinutes: 60 },
  patience: { stepMinutes: 360, verificationSeconds: 300 },
  batchesAtOnce: 20,
  windows: { exports: 10, imports: 5 },
};
const WEATHER = new ServiceUnavailableError('write the state', { words: '503' });
const HOST_AWAY = new Error('The operation failed with an unexpected status code: 503');
const BY = { kind: 'functionKey', name: 'function key' } as const;

function scheduled(changes: Partial<Route> = {}): Route {
  return route({ select: SELECT, schedules: [NIGHTLY], ...changes });
}

function prepare(routes: Route[] = [scheduled()]) {
  let loaded: LoadedRoutes = { routes: new Map(routes.map((one) => [one.name, one])), mistakes: [] };
  let load = async (): Promise<LoadedRoutes> => loaded;
  let now = Date.parse('2026-11-28T09:00:00Z');
  const transfers = new FakeTransferStore();
  const schedules = new FakeScheduleBooks();
  const pauses = new FakePauseStore();
  const slots = new FakeSlotStore();
  const client = new FakeDurableClient();
  const warned: string[] = [];
  const errors: string[] = [];
  const deps = {
    settings: SETTINGS,
    routes: { load: () => load() },
    machine: { now: () => now, wait: async () => undefined, random: () => 0 },
    ...{ transfers, schedules, pauses, slots },
  };
  const log = { warn: (text: string) => void warned.push(text), error: (text: string) => void errors.push(text) };
  const look = (budgetMs = BUDGET_MS) => tick(deps, createInstances(client, MACHINE), log, budgetMs);
  return {
    ...{ deps, transfers, schedules, pauses, slots, client, warned, errors, look },
    /** Looks at that time. */
    async tickAt(time: string): Promise<void> {
      now = Date.parse(time);
      await look();
    },
    setTime: (time: string) => (now = Date.parse(time)),
    runsOf: async (name = 'nightly', of = 'prod') =>
      (await schedules.read(of))?.book.schedules.find((one) => one.name === name)?.runs,
    edit(...edited: Route[]): void {
      loaded = { routes: new Map(edited.map((one) => [one.name, one])), mistakes: [] };
    },
    loads(next: () => Promise<LoadedRoutes>): void {
      load = next;
    },
    change: (changes: Partial<LoadedRoutes>) => (loaded = { ...loaded, ...changes }),
  };
}

it('what is due starts one transfer of what the schedule selects, by the schedule', async () => {
  const own = { rules: [{ repositories: ['base/**'] }] };
  const { tickAt, transfers, client, runsOf } = prepare([
    scheduled({ schedules: [{ ...NIGHTLY, select: own, everything: true }] }),
  ]);
  await tickAt('2026-11-29T02:29:00Z');
  expect(transfers.records.size).toBe(0);
  await tickAt('2026-11-29T02:30:02Z');
  await tickAt('2026-11-29T02:31:02Z');
  expect([...transfers.records.values()]).toMatchObject([
    { id: ID, route: 'prod', artifacts: [], select: own, everything: true },
  ]);
  expect(transfers.records.get(ID)?.startedBy).toEqual({ kind: 'trigger', name: 'schedule nightly' });
  expect(client.starts).toEqual([`transfer ${ID}`]);
  expect(await runsOf()).toEqual([{ due: DUE, at: '2026-11-29T02:30:02.000Z', transfer: ID }]);
});

it('without a selection of its own it transfers what the route selects', async () => {
  const { tickAt, transfers } = prepare();
  await tickAt('2026-11-29T02:29:00Z');
  await tickAt('2026-11-29T02:30:00Z');
  expect(transfers.records.get(ID)).toMatchObject({ select: SELECT });
});

it('two hosts that tick at once start one transfer', async () => {
  const { tickAt, look, setTime, client, transfers, runsOf, warned } = prepare();
  await tickAt('2026-11-29T02:29:00Z');
  setTime('2026-11-29T02:30:00Z');
  await Promise.all([look(), look(), look()]);
  await look();
  expect(client.starts).toEqual([`transfer ${ID}`]);
  expect(transfers.states.size).toBe(1);
  expect(await runsOf()).toHaveLength(1);
  expect(warned.filter((text) => text.includes('next tick'))).toEqual([]);
});

/** How a tick is cut off at one of its steps; answers what mends that. */
const CUTS: [string, (prepared: ReturnType<typeof prepare>) => () => void][] = [
  [
    'before it could write down what is due',
    ({ schedules }) => {
      schedules.beforeWrite = () => Promise.reject(WEATHER);
      return () => (schedules.beforeWrite = async () => {});
    },
  ],
  [
    'before the claim',
    ({ transfers }) => {
      const { claim } = transfers;
      transfers.claim = () => Promise.reject(WEATHER);
      return () => (transfers.claim = claim.bind(transfers));
    },
  ],
  [
    'between claim and start',
    ({ client }) => {
      client.beforeStart = () => Promise.reject(HOST_AWAY);
      return () => (client.beforeStart = async () => {});
    },
  ],
  [
    'between start and note',
    ({ schedules, transfers }) => {
      schedules.beforeWrite = () => (transfers.records.size > 0 ? Promise.reject(WEATHER) : Promise.resolve());
      return () => (schedules.beforeWrite = async () => {});
    },
  ],
];

it.each(CUTS)('a tick that is cut off %s: the next one goes on', async (_when, cut) => {
  const prepared = prepare();
  const { tickAt, client, transfers, runsOf, warned } = prepared;
  await tickAt('2026-11-29T02:29:00Z');
  const heal = cut(prepared);
  await tickAt('2026-11-29T02:30:00Z');
  expect(warned.join()).toContain('the next tick tries again');
  heal();
  await tickAt('2026-11-29T02:40:00Z');
  await tickAt('2026-11-29T02:41:00Z');
  expect([...transfers.records.keys()]).toEqual([ID]);
  expect(client.starts).toEqual([`transfer ${ID}`]);
  expect(await runsOf()).toMatchObject([{ due: DUE, transfer: ID }]);
});

it('a transfer that a tick claimed before it died is its, though the schedule was edited since', async () => {
  const { tickAt, edit, schedules, transfers, client, runsOf } = prepare();
  await tickAt('2026-11-29T02:29:00Z');
  schedules.beforeWrite = () => (transfers.records.size > 0 ? Promise.reject(WEATHER) : Promise.resolve());
  await tickAt('2026-11-29T02:30:00Z');
  schedules.beforeWrite = async () => {};
  edit(scheduled({ schedules: [{ ...NIGHTLY, select: { rules: [{ repositories: ['other/**'] }] } }] }));
  await tickAt('2026-11-29T02:31:00Z');
  expect(client.starts).toEqual([`transfer ${ID}`]);
  expect(await runsOf()).toMatchObject([{ due: DUE, transfer: ID }]);
});

it('a month without a tick: one transfer, or none', async () => {
  const skipping = { ...NIGHTLY, name: 'skipping', onMissed: 'skip' } as const;
  const { tickAt, transfers, runsOf } = prepare([scheduled({ schedules: [NIGHTLY, skipping] })]);
  await tickAt('2026-11-29T02:00:00Z');
  await tickAt('2026-12-29T12:00:00Z');
  await tickAt('2026-12-29T12:01:00Z');
  const latest = '2026-12-29T02:30:00.000Z';
  expect([...transfers.records.keys()]).toEqual([scheduledTransferId('prod', 'nightly', latest)]);
  expect(await runsOf('skipping')).toEqual([{ due: latest, at: '2026-12-29T12:00:00.000Z', missedSince: DUE }]);
});

it('a clock that is set back starts nothing again', async () => {
  const { tickAt, client } = prepare();
  for (const time of ['02:29', '02:30', '01:30', '02:30', '02:31']) await tickAt(`2026-11-29T${time}:00Z`);
  expect(client.starts).toEqual([`transfer ${ID}`]);
});

describe('a busy route', () => {
  const busy = async (whenBusy: 'refuse' | 'queue') => {
    const often = { ...NIGHTLY, cron: '* * * * *' };
    const prepared = prepare([scheduled({ whenBusy, schedules: [often] })]);
    await prepared.tickAt('2026-11-29T02:29:30Z');
    await prepared.tickAt('2026-11-29T02:30:00Z');
    await prepared.tickAt('2026-11-29T02:31:00Z');
    return prepared;
  };

  it('that refuses: why nothing was started is kept', async () => {
    const { runsOf, client, warned } = await busy('refuse');
    expect(client.starts).toEqual([`transfer ${ID}`]);
    expect(await runsOf()).toMatchObject([
      {
        due: '2026-11-29T02:31:00.000Z',
        failure: { code: 'route_busy', message: expect.stringContaining(ID) as string },
      },
      { due: DUE, transfer: ID },
    ]);
    expect(warned.join()).toContain('nightly');
  });

  it('that queues: it is accepted, and waits', async () => {
    const { runsOf, slots, client } = await busy('queue');
    expect(client.starts).toHaveLength(2);
    const { holders, waiters } = slots.slotsOf({ kind: 'route', route: 'prod' });
    expect([holders.length, waiters.length]).toEqual([1, 1]);
    expect((await runsOf())?.map(({ failure }) => failure)).toEqual([undefined, undefined]);
  });
});

describe('pausing', () => {
  const PAUSED = { at: '2026-11-29T02:00:00.000Z', by: BY };

  it.each([
    ['of the route', 'prod'],
    ['of all routes', undefined],
  ])('%s: nothing starts; afterwards what was missed does', async (_what, of) => {
    const { tickAt, pauses, client } = prepare();
    await tickAt('2026-11-29T01:00:00Z');
    await pauses.write(pause(NO_PAUSES, of, PAUSED), undefined);
    await tickAt('2026-11-29T02:30:00Z');
    await tickAt('2026-11-30T02:30:00Z');
    expect(client.starts).toEqual([]);
    const { pauses: before, version } = await pauses.read();
    await pauses.write(resume(before, of, { at: '2026-11-30T08:00:00.000Z', by: BY }), version);
    await tickAt('2026-11-30T08:00:10Z');
    await tickAt('2026-11-30T08:01:10Z');
    expect(client.starts).toEqual([`transfer ${scheduledTransferId('prod', 'nightly', '2026-11-30T02:30:00.000Z')}`]);
  });

  it('of another route keeps nothing', async () => {
    const { tickAt, pauses, client } = prepare();
    await tickAt('2026-11-29T02:29:00Z');
    await pauses.write(pause(NO_PAUSES, 'spare', PAUSED), undefined);
    await tickAt('2026-11-29T02:30:00Z');
    expect(client.starts).toHaveLength(1);
  });

  it('that comes while a tick starts one after the other keeps the next one', async () => {
    const { tickAt, pauses, client } = prepare([scheduled({ schedules: [{ ...NIGHTLY, cron: '*/20 * * * * *' }] })]);
    await tickAt('2026-11-29T02:29:59Z');
    client.beforeStart = async () => void (await pauses.write(pause(NO_PAUSES, 'prod', PAUSED), undefined));
    await tickAt('2026-11-29T02:30:59Z');
    expect(client.starts).toEqual([`transfer ${ID}`]);
  });

  it('that came and went since lets what was claimed before it go on, and is told as such', async () => {
    const { tickAt, pauses, client, runsOf } = prepare([scheduled({ schedules: [{ ...NIGHTLY, onMissed: 'skip' }] })]);
    await tickAt('2026-11-29T02:29:00Z');
    client.beforeStart = () => Promise.reject(HOST_AWAY);
    await tickAt('2026-11-29T02:30:00Z');
    client.beforeStart = async () => {};
    const paused = pause(NO_PAUSES, 'prod', PAUSED);
    await pauses.write(resume(paused, 'prod', { at: '2026-11-29T02:30:30.000Z', by: BY }), undefined);
    await tickAt('2026-11-29T02:31:00Z');
    expect(client.starts).toEqual([`transfer ${ID}`]);
    expect(await runsOf()).toEqual([{ due: DUE, at: '2026-11-29T02:31:00.000Z', transfer: ID }]);
  });

  it('that ended while the clock of one host is behind makes no other host forget what that one decided', async () => {
    const { tickAt, pauses, transfers, runsOf } = prepare();
    await tickAt('2026-11-29T02:00:00Z');
    const paused = pause(NO_PAUSES, 'prod', PAUSED);
    await pauses.write(resume(paused, 'prod', { at: '2026-11-29T02:30:30.000Z', by: BY }), undefined);
    const { claim } = transfers;
    transfers.claim = () => Promise.reject(WEATHER);
    await tickAt('2026-11-29T02:30:29Z');
    transfers.claim = claim.bind(transfers);
    await tickAt('2026-11-29T02:30:31Z');
    expect(await runsOf()).toEqual([{ due: DUE, at: '2026-11-29T02:30:31.000Z', transfer: ID }]);
  });

  it('lets what was claimed before it go on', async () => {
    const { tickAt, pauses, client, transfers, runsOf } = prepare();
    await tickAt('2026-11-29T02:29:00Z');
    client.beforeStart = () => Promise.reject(HOST_AWAY);
    await tickAt('2026-11-29T02:30:00Z');
    client.beforeStart = async () => {};
    await pauses.write(pause(NO_PAUSES, 'prod', PAUSED), undefined);
    expect(transfers.records.has(ID)).toBe(true);
    await tickAt('2026-11-29T02:31:00Z');
    expect(client.starts).toEqual([`transfer ${ID}`]);
    expect(await runsOf()).toMatchObject([{ transfer: ID }]);
  });
});

it('a route without a target exports when it is due', async () => {
  const { target: _none, ...exportOnly } = scheduled();
  const { tickAt, client } = prepare([exportOnly]);
  await tickAt('2026-11-29T02:29:00Z');
  await tickAt('2026-11-29T02:30:00Z');
  expect(client.instances.get(ID)?.input).toMatchObject({ route: 'prod', exportOnly: true });
});

describe("one route's trouble does not keep the others:", () => {
  const spare = scheduled({ name: 'spare' });
  const ofSpare = `transfer ${scheduledTransferId('spare', 'nightly', DUE)}`;

  it('its part of the state is away', async () => {
    const { tickAt, schedules, client, warned } = prepare([scheduled(), spare]);
    await tickAt('2026-11-29T02:29:00Z');
    const { read } = schedules;
    schedules.read = (name) => (name === 'prod' ? Promise.reject(WEATHER) : read.call(schedules, name));
    await tickAt('2026-11-29T02:30:00Z');
    expect(client.starts).toEqual([ofSpare]);
    expect(warned).toHaveLength(1);
    schedules.read = read.bind(schedules);
    await tickAt('2026-11-29T02:31:00Z');
    expect(client.starts).toEqual([ofSpare, `transfer ${ID}`]);
  });

  it('its entry in the routes file has mistakes: that is logged, and what it missed is not lost', async () => {
    const { tickAt, edit, change, client, errors } = prepare([scheduled(), spare]);
    await tickAt('2026-11-29T02:29:00Z');
    edit(spare);
    change({ mistakes: [{ route: 'prod', path: 'routes.prod.source', problem: 'is missing', expected: 'a source' }] });
    await tickAt('2026-11-29T02:30:00Z');
    expect(client.starts).toEqual([ofSpare]);
    expect(errors.join()).toContain('prod');
    edit(scheduled(), spare);
    await tickAt('2026-11-29T04:00:00Z');
    expect(client.starts).toEqual([ofSpare, `transfer ${ID}`]);
  });

  it('its source is missing', async () => {
    const { source: _none, ...importOnly } = scheduled();
    const { tickAt, client, runsOf } = prepare([importOnly, spare]);
    await tickAt('2026-11-29T02:29:00Z');
    await tickAt('2026-11-29T02:30:00Z');
    expect(client.starts).toEqual([ofSpare]);
    expect(await runsOf()).toMatchObject([{ failure: { code: 'route_incomplete' } }]);
  });

  it('something in it is a defect: that is logged as an error', async () => {
    const { tickAt, schedules, client, errors } = prepare([scheduled(), spare]);
    await tickAt('2026-11-29T02:29:00Z');
    const { read } = schedules;
    schedules.read = (name) => (name === 'prod' ? Promise.reject(new TypeError('bug')) : read.call(schedules, name));
    await tickAt('2026-11-29T02:30:00Z');
    expect(client.starts).toEqual([ofSpare]);
    expect(errors).toEqual([expect.stringContaining('bug')]);
  });
});

it('a schedule whose transfer cannot be started now does not keep the others of its route', async () => {
  const other = { ...NIGHTLY, name: 'other' };
  const { tickAt, transfers, client } = prepare([scheduled({ schedules: [NIGHTLY, other] })]);
  await tickAt('2026-11-29T02:29:00Z');
  const { claim } = transfers;
  transfers.claim = (record) => (record.id === ID ? Promise.reject(WEATHER) : claim.call(transfers, record));
  await tickAt('2026-11-29T02:30:00Z');
  expect(client.starts).toEqual([`transfer ${scheduledTransferId('prod', 'other', DUE)}`]);
});

it('a routes file that cannot be read is logged as an error, and the next tick goes on', async () => {
  const { tickAt, loads, client, errors, deps } = prepare();
  await tickAt('2026-11-29T02:29:00Z');
  const { load } = deps.routes;
  const there = await load();
  loads(() => Promise.reject(new RoutesUnreadableError(new Error('ENOENT'))));
  await tickAt('2026-11-29T02:30:00Z');
  expect(errors).toEqual([expect.stringContaining('FERRY_ROUTES')]);
  loads(async () => there);
  await tickAt('2026-11-29T02:31:00Z');
  expect(client.starts).toEqual([`transfer ${ID}`]);
});

it('a state container that is away is weather', async () => {
  const { tickAt, schedules, warned, errors } = prepare();
  schedules.routes = () => Promise.reject(WEATHER);
  await tickAt('2026-11-29T02:30:00Z');
  expect([warned.length, errors.length]).toEqual([1, 0]);
});

it('what is known of schedules and routes that are gone is forgotten: one that comes back is new', async () => {
  const { tickAt, edit, schedules, client } = prepare([scheduled(), scheduled({ name: 'spare' })]);
  await tickAt('2026-11-29T02:29:00Z');
  const { schedules: _none, ...without } = scheduled();
  edit(without);
  await tickAt('2026-11-29T02:29:30Z');
  expect(await schedules.routes()).toEqual([]);
  edit(scheduled(), scheduled({ name: 'spare' }));
  await tickAt('2026-12-15T12:00:00Z');
  expect(client.starts).toEqual([]);
});

it('what a tick has no time for, the next one does', async () => {
  const { tickAt, setTime, look, client } = prepare();
  await tickAt('2026-11-29T02:29:00Z');
  setTime('2026-11-29T02:30:00Z');
  await look(0);
  expect(client.starts).toEqual([]);
  await look();
  expect(client.starts).toEqual([`transfer ${ID}`]);
});

it('a transfer that was started and ended is not started again', async () => {
  const { tickAt, client, schedules } = prepare();
  await tickAt('2026-11-29T02:29:00Z');
  const before = await schedules.read('prod');
  await tickAt('2026-11-29T02:30:00Z');
  client.instances.set(ID, { status: OrchestrationRuntimeStatus.Running });
  // As if the note of it were lost.
  await schedules.write('prod', before?.book, (await schedules.read('prod'))?.version);
  await tickAt('2026-11-29T02:31:00Z');
  expect(client.starts).toEqual([`transfer ${ID}`]);
});
