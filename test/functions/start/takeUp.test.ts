import { OrchestrationRuntimeStatus as Status } from 'durable-functions';
import type { TransferReport } from '../../../src/domain/report/report';
import { createInstances } from '../../../src/functions/instances/createInstances';
import { reconcile } from '../../../src/functions/start/reconcile';
import { takeUp } from '../../../src/functions/start/takeUp';
import { MACHINE } from '../../../src/services/machine';
import { FakeDurableClient } from '../../helpers/fakeDurableClient';
import { FakeTransferStore } from '../../helpers/fakeTransferStore';
import { record } from '../../helpers/record';

const RECORD = record();
const { id, route, startedBy, createdAt } = RECORD;
const NOW = Date.parse('2026-11-21T12:00:00Z');
const REPORT: TransferReport = {
  ...{ version: 1, id, route, startedBy, outcome: 'succeeded', startedAt: createdAt, finishedAt: createdAt },
  ...{ artifacts: [], batches: [], failures: [] },
};

async function prepare(now = NOW) {
  const transfers = new FakeTransferStore();
  const client = new FakeDurableClient();
  const logged: string[] = [];
  const settings = {
    polling: { firstSeconds: 10, maxSeconds: 60, deadlineMinutes: 60 },
    patience: { stepMinutes: 360, verificationSeconds: 300 },
    batchesAtOnce: 20,
    windows: { exports: 10, imports: 5 },
  };
  const clock = { now };
  const deps = { settings, transfers, machine: { now: () => clock.now } };
  const log = { warn: (text: string) => void logged.push(text) };
  await transfers.claim(RECORD);
  await transfers.index(RECORD, 'accepted');
  return {
    transfers,
    client,
    logged,
    clock,
    takeUp: () => takeUp(deps, createInstances(client, MACHINE), RECORD, log),
    reconcile: () => reconcile(deps, createInstances(client, MACHINE), log, { budgetMs: 60_000 }),
    lifeOf: () => (client.instances.get(id)?.input as { life?: string } | undefined)?.life,
  };
}

describe('takeUp', () => {
  it('one that another host removes at the same time does not come back', async () => {
    const { takeUp, client, transfers } = await prepare();
    transfers.records.delete(id);
    await expect(takeUp()).rejects.toMatchObject({ code: 'service_unavailable' });
    expect(client.starts).toEqual([]);
  });

  it.each([Status.Failed, Status.Terminated, Status.Canceled, Status.Completed])(
    'a transfer whose orchestration is %s without a report is started again, and the log says so',
    async (status) => {
      const { takeUp, client, logged, lifeOf } = await prepare();
      client.instances.set(id, { status });
      expect(await takeUp()).toMatchObject({ instance: { state: 'pending' } });
      expect(client.starts).toEqual(['transfer t1']);
      expect(lifeOf()).toMatch(/^r[0-9a-z]+$/);
      expect(logged).toEqual([expect.stringContaining(`ended as ${status} without a report`)]);
    },
  );

  it('one whose task hub is gone, or that was claimed and never started, too', async () => {
    const { takeUp, client, logged } = await prepare();
    expect(await takeUp()).toMatchObject({ instance: { state: 'pending' } });
    expect(client.starts).toEqual(['transfer t1']);
    expect(logged).toEqual([expect.stringContaining('does not exist')]);
  });

  it.each([Status.Pending, Status.Running, Status.Suspended])('one that is %s is left alone', async (status) => {
    const { takeUp, client } = await prepare();
    client.instances.set(id, { status });
    await takeUp();
    expect(client.starts).toEqual([]);
  });

  it('one that has its report is left alone, whatever became of its orchestration', async () => {
    const { takeUp, client, transfers } = await prepare();
    await transfers.writeReport(REPORT);
    client.instances.set(id, { status: Status.Terminated });
    expect(await takeUp()).toEqual({ report: REPORT });
    expect(client.starts).toEqual([]);
  });

  it('what a terminated orchestration left running is ended first, all the way down', async () => {
    const { takeUp, client } = await prepare();
    client.instances.set(id, { status: Status.Terminated, customStatus: { batches: ['b', 'done'] } });
    client.instances.set('b', { status: Status.Running, customStatus: { lanes: ['b-0', 'b-1'], watch: 'b-import' } });
    client.instances.set('done', { status: Status.Completed });
    for (const child of ['b-0', 'b-import']) client.instances.set(child, { status: Status.Running });
    await takeUp();
    expect(client.terminated).toEqual(['b', 'b-0', 'b-import']);
    expect(client.starts).toEqual(['transfer t1']);
  });

  it('several at once all succeed, and one starts', async () => {
    const { takeUp, client } = await prepare();
    client.instances.set(id, { status: Status.Failed });
    client.holdStartsUntil(3);
    const ends = await Promise.all([takeUp(), takeUp(), takeUp()]);
    expect(ends.map(({ instance }) => instance?.state)).toEqual(['pending', 'pending', 'pending']);
    expect(client.starts).toEqual(['transfer t1']);
  });

  it('who takes up the same orchestration gives the next one the same life, and each one after it another', async () => {
    // Prepare
    const { takeUp, client, lifeOf } = await prepare();
    const lives: (string | undefined)[] = [];

    // Act
    for (const createdTime of ['2026-11-21T10:00:00Z', '2026-11-21T10:00:00Z', '2026-11-21T10:00:01Z', undefined]) {
      if (createdTime === undefined) client.instances.delete(id);
      else client.instances.set(id, { status: Status.Failed, createdTime: new Date(createdTime) });
      await takeUp();
      lives.push(lifeOf());
    }

    // Assess
    expect(lives[1]).toBe(lives[0]);
    expect(new Set(lives).size).toBe(3);
  });

  it.each([
    ['was just started again is left alone for five minutes, whoever asks', 4 * 60_000, 0],
    ['was started more than five minutes ago is started again', 5 * 60_000, 1],
    ['was started by a host whose clock is fast, too', -60 * 60_000, 1],
  ])('one that failed and %s', async (_, age, starts) => {
    const { takeUp, client } = await prepare();
    client.instances.set(id, { status: Status.Failed, createdTime: new Date(NOW - age) });
    expect((await takeUp()).instance?.state).toBe(starts === 0 ? 'ended' : 'pending');
    expect(client.starts).toHaveLength(starts);
  });

  it('a start that fails is told: nobody believes that it goes on', async () => {
    const { takeUp, client } = await prepare();
    client.beforeStart = async () => Promise.reject(new Error('connect ECONNREFUSED'));
    client.instances.set(id, { status: Status.Failed });
    await expect(takeUp()).rejects.toThrow('ECONNREFUSED');
  });
});

describe('reconcile', () => {
  it('mends the line of a transfer whose report is there', async () => {
    const { reconcile, transfers, client } = await prepare();
    await transfers.index(RECORD, 'running');
    await transfers.writeReport(REPORT);
    await reconcile();
    expect(transfers.states.get(id)).toBe('succeeded');
    expect(client.starts).toEqual([]);
  });

  it('takes up what was cut off, and leaves alone what has ended', async () => {
    const { reconcile, transfers, client } = await prepare();
    const other = record({ id: 't2' });
    await transfers.claim(other);
    await transfers.index(other, 'failed');
    await reconcile();
    expect(client.starts).toEqual(['transfer t1']);
  });

  it('one that cannot be mended now keeps no other from being', async () => {
    // Prepare
    const { reconcile, transfers, client, logged } = await prepare();
    const other = record({ id: 't2', createdAt: '2026-11-21T10:00:01.000Z' });
    await transfers.claim(other);
    await transfers.index(other, 'accepted');
    client.beforeStatus = async (asked) => {
      if (asked === 't2') throw new Error('connect ECONNREFUSED');
    };

    // Act
    await reconcile();

    // Assess
    expect(client.starts).toEqual(['transfer t1']);
    expect(logged).toContainEqual(expect.stringContaining('The transfer t2 could not be looked after'));
  });

  it('looks after the oldest of very many too', async () => {
    const { reconcile, transfers, client } = await prepare();
    for (let count = 1; count <= 1_100; count += 1) {
      const running = record({ id: `r${count}`, createdAt: new Date(NOW + count).toISOString() });
      transfers.records.set(running.id, running);
      await transfers.index(running, 'running');
      client.instances.set(running.id, { status: Status.Running });
    }
    await reconcile();
    expect(client.starts).toEqual(['transfer t1']);
  });

  it('ends when its time is up: a host that does not answer takes half a minute for each', async () => {
    const { reconcile, transfers, client, clock } = await prepare();
    for (const count of [1, 2, 3, 4]) {
      const other = record({ id: `r${count}`, createdAt: new Date(NOW + count).toISOString() });
      transfers.records.set(other.id, other);
      await transfers.index(other, 'running');
    }
    let asked = 0;
    client.beforeStatus = async () => {
      asked += 1;
      clock.now += 30_000;
      throw new Error('The host has not answered for 30 s.');
    };
    await reconcile();
    expect(asked).toBe(2);
  });

  it.each([
    ['stays while its record may still be written', 9, 1],
    ['goes when nobody wrote it', 11, 0],
  ])('a line without a record %s', async (_, minutes, lines) => {
    const { reconcile, transfers, client } = await prepare(Date.parse(createdAt) + minutes * 60_000);
    transfers.records.clear();
    await reconcile();
    expect([transfers.states.size, client.starts.length]).toEqual([lines, 0]);
  });

  it('the line of whoever claimed second goes, and not that of the transfer', async () => {
    const { reconcile, transfers } = await prepare();
    await transfers.index({ ...RECORD, createdAt: '2026-11-21T10:00:00.500Z' }, 'accepted');
    await reconcile();
    const { transfers: listed } = await transfers.list({}, { limit: 10 });
    expect(listed).toMatchObject([{ id, createdAt }]);
  });
});
