import { ServiceUnavailableError } from '../../../src/domain/failures/errors';
import { beginDrain, endDrain } from '../../../src/domain/pause/drain';
import { NO_PAUSES, pause } from '../../../src/domain/pause/pauses';
import type { LoadedRoutes, Route } from '../../../src/domain/route';
import { createInstances } from '../../../src/functions/instances/createInstances';
import { tickPushes } from '../../../src/functions/timers/tickPushes';
import { MACHINE } from '../../../src/services/machine';
import { FakeDurableClient } from '../../helpers/fakeDurableClient';
import { FakePauseStore } from '../../helpers/fakePauseStore';
import { FakePushes } from '../../helpers/fakePushes';
import { FakeSlotStore } from '../../helpers/fakeSlotStore';
import { FakeTransferStore } from '../../helpers/fakeTransferStore';
import { route } from '../../helpers/route';

const SETTINGS = {
  polling: { firstSeconds: 10, maxSeconds: 60, deadlineMinutes: 60 },
  patience: { stepMinutes: 360, verificationSeconds: 300 },
  batchesAtOnce: 20,
  windows: { exports: 10, imports: 5 },
};
const WEATHER = new ServiceUnavailableError('write the state', { words: '503' });
const START = Date.parse('2026-11-29T10:00:00Z');
const SELECT = { rules: [{ repositories: ['app/**'] }] };
const BY = { kind: 'functionKey', name: 'function key' } as const;

class Killed extends Error {}

function prepare(changes: Partial<Route> = {}) {
  const own = route({ onPush: { quietSeconds: 120, maxWaitSeconds: 600 }, select: SELECT, ...changes });
  const loaded: LoadedRoutes = { routes: new Map([[own.name, own]]), mistakes: [] };
  let now = START;
  let ids = 0;
  const transfers = new FakeTransferStore();
  const pushes = new FakePushes();
  const pauses = new FakePauseStore();
  const slots = new FakeSlotStore();
  const client = new FakeDurableClient();
  const logged: string[] = [];
  const deps = {
    settings: SETTINGS,
    routes: { load: async () => loaded },
    machine: { now: () => now, wait: async () => undefined, random: () => 0, newId: () => `id-${(ids += 1)}` },
    ...{ transfers, pushes, pauses, slots },
  };
  const log = { warn: (text: string) => void logged.push(text), error: (text: string) => void logged.push(text) };
  const atSecond = (second: number) => (now = START + second * 1000);
  return {
    ...{ pushes, pauses, transfers, client, logged, atSecond },
    async push(second: number, tag: string): Promise<void> {
      atSecond(second);
      const digest = `sha256:${tag.padEnd(64, '0')}`;
      await pushes.note(own.name, { repository: 'app/web', tag, digest }, new Date(now).toISOString());
    },
    async tickAt(second: number): Promise<void> {
      atSecond(second);
      await tickPushes(deps, createInstances(client, MACHINE), log);
    },
    /** What each transfer takes, in the order of their starts. */
    taken: () => [...transfers.records.values()].map(({ pushed }) => pushed?.map(({ tag }) => tag)),
  };
}

it('one transfer of what was pushed, when nothing was pushed for so long', async () => {
  const { push, tickAt, transfers, client, pushes } = prepare();
  await push(0, 'v1');
  await push(60, 'v2');
  await tickAt(179);
  expect(transfers.records.size).toBe(0);
  await tickAt(180);
  const [record] = transfers.records.values();
  expect(record).toMatchObject({
    route: 'prod',
    artifacts: [],
    select: SELECT,
    pushed: [
      { repository: 'app/web', tag: 'v1' },
      { repository: 'app/web', tag: 'v2' },
    ],
    startedBy: { kind: 'trigger', name: 'imagePushed' },
  });
  expect(client.starts).toHaveLength(1);
  expect(await pushes.noted('prod')).toEqual([]);
  await tickAt(240);
  expect(client.starts).toHaveLength(1);
});

it('at the latest after maxWaitSeconds, however many others come', async () => {
  const { push, tickAt, taken } = prepare();
  for (let second = 0; second <= 660; second += 30) {
    await push(second, `v${second}`);
    await tickAt(second);
  }
  expect(taken()).toEqual([Array.from({ length: 21 }, (_, index) => `v${index * 30}`)]);
});

it('the same tag again and again is one push, and does not put the transfer off for ever', async () => {
  const { push, tickAt, taken } = prepare();
  for (let second = 0; second <= 600; second += 60) {
    await push(second, 'latest');
    await tickAt(second);
  }
  expect(taken()).toEqual([['latest']]);
});

it('without a selection of the route, all that was pushed is taken; onPush has a selection of its own', async () => {
  const { select: _, ...bare } = route();
  const all = prepare({ ...bare, select: undefined as never });
  await all.push(0, 'v1');
  await all.tickAt(600);
  expect([...all.transfers.records.values()]).toMatchObject([{ select: { rules: [{ repositories: ['**'] }] } }]);
  const select = { rules: [{ repositories: ['app/*'], tags: ['v*'] }] };
  const own = prepare({ onPush: { quietSeconds: 0, maxWaitSeconds: 0, select } });
  await own.push(0, 'v1');
  await own.tickAt(0);
  expect([...own.transfers.records.values()]).toMatchObject([{ select }]);
});

it('nothing starts in a pause; what was pushed meanwhile is transferred afterwards', async () => {
  const { push, tickAt, pauses, taken } = prepare();
  await pauses.write(pause(NO_PAUSES, 'prod', { by: BY, at: new Date(START).toISOString() }), undefined);
  await push(0, 'v1');
  await tickAt(900);
  expect(taken()).toEqual([]);
  await pauses.write(NO_PAUSES, (await pauses.read()).version);
  await tickAt(960);
  expect(taken()).toEqual([['v1']]);
});

it('what is pushed while the app is drained is transferred afterwards, also where a claim was written before', async () => {
  const { push, pushes, tickAt, pauses, taken, logged, transfers } = prepare();
  const at = new Date(START).toISOString();
  await push(0, 'v1');
  // The claim is written; the drain begins before the start looks.
  let reads = 0;
  pauses.beforeRead = async () => {
    if ((reads += 1) !== 3) return;
    await pauses.write(beginDrain(NO_PAUSES, { by: BY, at }), undefined);
  };
  await tickAt(900);
  expect([taken(), transfers.lines.size]).toEqual([[], 0]);
  expect(logged).toEqual([expect.stringContaining('function key drains the app')]);
  pauses.beforeRead = async () => {};
  await push(910, 'v2');
  await tickAt(1_200);
  expect(taken()).toEqual([]);
  const { pauses: before, version } = await pauses.read();
  await pauses.write(endDrain(before, { by: BY, at }), version);
  await tickAt(1_260);
  expect(taken()).toEqual([['v1']]);
  expect((await pushes.noted('prod')).map(({ tag }) => tag)).toEqual(['v2']);
});

it('a busy route takes it later; what is pushed in between makes the next one', async () => {
  const { push, tickAt, transfers, taken, logged, pushes } = prepare({ whenBusy: 'refuse' });
  await push(0, 'v1');
  await tickAt(120);
  await push(130, 'v2');
  await tickAt(300);
  await push(310, 'v2');
  await push(311, 'v3');
  await tickAt(500);
  expect(taken()).toEqual([['v1']]);
  expect(logged.join()).toContain('waits');
  const [first] = transfers.records.keys();
  transfers.reports.set(first ?? '', { outcome: 'succeeded' } as never);
  await tickAt(560);
  expect(taken()).toEqual([['v1'], ['v2']]);
  expect((await pushes.noted('prod')).map(({ tag }) => tag)).toEqual(['v2', 'v3']);
});

it('while what was pushed before still runs, the next one waits: the older of two digests of a tag must not come last', async () => {
  const { push, tickAt, transfers, taken, logged, client } = prepare();
  await push(0, 'v1');
  await tickAt(120);
  await push(130, 'v1');
  await tickAt(300);
  await tickAt(360);
  expect(taken()).toEqual([['v1']]);
  const [first = ''] = transfers.records.keys();
  transfers.reports.set(first, { outcome: 'succeeded' } as never);
  await tickAt(420);
  expect(taken()).toEqual([['v1'], ['v1']]);
  expect([...client.instances.values()].map(({ input }) => input)).toMatchObject([
    { takesTurn: true },
    { takesTurn: true },
  ]);
  expect(logged).toEqual([]);
});

it('whoever dies at any step loses no push and starts none twice', async () => {
  for (let at = 1; at < 20; at += 1) {
    // Prepare
    const { push, tickAt, pushes, taken, client, transfers } = prepare();
    await push(0, 'v1');
    let left = at;
    const count = async () => {
      if ((left -= 1) === 0) throw new Killed();
    };
    pushes.beforeCall = count;
    pushes.afterWrite = count;

    // Act
    await tickAt(120);
    const wasKilled = left <= 0;
    left = -1;
    await push(130, 'v2');
    await tickAt(180);
    for (const id of transfers.records.keys()) transfers.reports.set(id, { outcome: 'succeeded' } as never);
    await tickAt(300);

    // Assess
    expect(new Set(taken().flat())).toEqual(new Set(['v1', 'v2']));
    expect(taken().flat()).toHaveLength(2);
    expect(new Set(client.starts).size).toBe(taken().length);
    expect(await pushes.noted('prod')).toEqual([]);
    if (!wasKilled) return;
  }
  throw new Error('No tick came to its end.');
});

it('two hosts that tick at once start one', async () => {
  const { push, tickAt, taken, client } = prepare();
  await push(0, 'v1');
  await Promise.all([tickAt(120), tickAt(120), tickAt(120)]);
  expect(taken()).toEqual([['v1']]);
  expect(new Set(client.starts).size).toBe(1);
});

it('weather is logged, and the next tick does it', async () => {
  const { push, tickAt, pushes, taken, logged } = prepare();
  await push(0, 'v1');
  pushes.beforeCall = () => Promise.reject(WEATHER);
  await tickAt(120);
  expect(logged.join()).toContain('the next tick tries again');
  pushes.beforeCall = async () => {};
  await tickAt(180);
  expect(taken()).toEqual([['v1']]);
});

it('of more than a thousand, the others make the next transfer', async () => {
  const { pushes, tickAt, taken, transfers } = prepare();
  for (let index = 0; index < 1_100; index += 1) {
    const digest = `sha256:${String(index).padStart(64, '0')}`;
    await pushes.note('prod', { repository: 'app/web', tag: `v${index}`, digest }, new Date(START).toISOString());
  }
  await tickAt(120);
  const [first = ''] = transfers.records.keys();
  transfers.reports.set(first, { outcome: 'succeeded' } as never);
  await tickAt(180);
  expect(taken().map((tags) => tags?.length)).toEqual([1_000, 100]);
});
