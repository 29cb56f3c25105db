import { OrchestrationRuntimeStatus } from 'durable-functions';
import { CleanupRunningError } from '../../../src/domain/failures/errors';
import { NO_PAUSES, pause } from '../../../src/domain/pause/pauses';
import type { Route } from '../../../src/domain/route';
import { createInstances } from '../../../src/functions/instances/createInstances';
import { startCleanup } from '../../../src/functions/start/startCleanup';
import { cleanUpDaily } from '../../../src/functions/timers/cleanUpDaily';
import { MACHINE } from '../../../src/services/machine';
import { FakeCleanups } from '../../helpers/fakeCleanups';
import { FakeDurableClient } from '../../helpers/fakeDurableClient';
import { FakePauseStore } from '../../helpers/fakePauseStore';
import { route } from '../../helpers/route';
import { cleanupOf, NOW } from '../../orchestrations/cleanupWorld';

const END = {
  outcome: 'succeeded',
  endedAt: '2026-11-29T02:05:00.000Z',
  pages: [],
  summary: [],
  failures: [],
} as const;
const DAILY = 'cleanup-20261129T020000000Z-';

function prepare(routes: Route[] = [route()]) {
  const cleanups = new FakeCleanups();
  const pauses = new FakePauseStore();
  const client = new FakeDurableClient();
  const warned: string[] = [];
  let now = NOW;
  const deps = {
    ...{ cleanups, pauses, machine: { now: () => now } },
    routes: { load: async () => ({ routes: new Map(routes.map((one) => [one.name, one])), mistakes: [] }) },
  };
  const log = { warn: (text: string) => void warned.push(text) };
  const instances = createInstances(client, MACHINE);
  return {
    ...{ cleanups, pauses, client, warned },
    start: (changes = {}) => startCleanup(deps, instances, cleanupOf(route(), changes), log),
    daily: async (time = NOW) => {
      now = time;
      await cleanUpDaily(deps, instances, log);
    },
    end: (id: string) => {
      client.instances.set(id, { status: OrchestrationRuntimeStatus.Completed });
      return cleanups.writeEnd(id, { ...END, pages: [], summary: [], failures: [] });
    },
  };
}

const OTHER = 'cleanup-20261129T030000000Z-00000002';

it('of several who ask at once, all get the same one, and it starts once', async () => {
  const { start, client } = prepare();
  const found = await Promise.all([start(), start(), start({ id: OTHER })]);
  expect(new Set(found.map(({ cleanup }) => cleanup.id)).size).toBe(1);
  expect(client.starts).toHaveLength(1);
});

it('one that runs and was asked for otherwise is in the way, until it has ended', async () => {
  const { start, end, client } = prepare();
  const { cleanup } = await start();
  await expect(start({ id: OTHER, dryRun: true })).rejects.toBeInstanceOf(CleanupRunningError);
  await end(cleanup.id);
  expect((await start({ id: OTHER, dryRun: true })).cleanup.id).toBe(OTHER);
  expect(client.starts).toHaveLength(2);
});

it('one that was written down and never started, or was terminated, is started by who comes next', async () => {
  const { start, client, cleanups, warned } = prepare();
  client.beforeStart = async () => Promise.reject(new Error('The process died.'));
  await expect(start()).rejects.toThrow('died');
  client.beforeStart = async () => undefined;
  expect((await start()).cleanup.id).toBe(cleanupOf(route()).id);
  const [id = ''] = client.starts.map((begun) => begun.split(' ')[1]);
  client.instances.set(id, { status: OrchestrationRuntimeStatus.Terminated });
  await start();
  expect(client.starts).toHaveLength(2);
  expect(warned).toHaveLength(2);
  expect(cleanups.records.size).toBe(1);
});

describe('the cleanup of the day', () => {
  it('is started once, however often and by how many it is looked for, and once more on the next day', async () => {
    const { daily, end, cleanups, client } = prepare();
    await Promise.all([daily(), daily()]);
    const [id = ''] = cleanups.records.keys();
    expect(id.startsWith(DAILY)).toBe(true);
    await daily(NOW + 3_600_000);
    await end(id);
    await daily(NOW + 23 * 3_600_000);
    expect(client.starts).toHaveLength(1);
    await daily(NOW + 24 * 3_600_000);
    expect(client.starts).toHaveLength(2);
  });

  it('leaves out paused routes, and is not begun where all of them are', async () => {
    const { daily, pauses, cleanups } = prepare([route(), route({ name: 'spare' })]);
    const word = { at: '2026-11-28T02:00:00.000Z', by: { kind: 'functionKey', name: 'function key' } } as const;
    await pauses.write(pause(NO_PAUSES, undefined, word), undefined);
    await daily();
    expect(cleanups.records.size).toBe(0);
    const { version } = await pauses.read();
    await pauses.write(pause(NO_PAUSES, 'prod', word), version);
    await daily();
    expect([...cleanups.records.values()].map(({ routes }) => routes.map(({ name }) => name))).toEqual([['spare']]);
  });

  it('waits for another one to end, and takes it up where it was cut off', async () => {
    const { start, daily, end, client, cleanups } = prepare();
    const { cleanup } = await start({ id: OTHER, dryRun: true });
    client.instances.set(cleanup.id, { status: OrchestrationRuntimeStatus.Terminated });
    await daily();
    expect(client.starts).toHaveLength(2);
    expect(cleanups.records.size).toBe(1);
    await end(cleanup.id);
    await daily();
    expect(cleanups.records.size).toBe(2);
  });

  it('what is wrong is logged, and nothing is thrown', async () => {
    const { daily, client, warned } = prepare();
    client.beforeStart = async () => Promise.reject(new Error('The host is away.'));
    await daily();
    expect(warned).toEqual([expect.stringContaining('The host is away.')]);
  });
});
