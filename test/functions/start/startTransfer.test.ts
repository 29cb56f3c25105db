import { DrainingError, ServiceUnavailableError } from '../../../src/domain/failures/errors';
import { beginDrain } from '../../../src/domain/pause/drain';
import { NO_PAUSES } from '../../../src/domain/pause/pauses';
import type { Caller, TransferReport } from '../../../src/domain/report/report';
import type { LoadedRoutes, Route } from '../../../src/domain/route';
import { APP_VERSION } from '../../../src/domain/version';
import { createInstances } from '../../../src/functions/instances/createInstances';
import { MACHINE } from '../../../src/services/machine';
import { startTransfer, type AskedTransfer } from '../../../src/functions/start/startTransfer';
import { FakeDurableClient } from '../../helpers/fakeDurableClient';
import { FakePauseStore } from '../../helpers/fakePauseStore';
import { FakeSlotStore } from '../../helpers/fakeSlotStore';
import { FakeTransferStore } from '../../helpers/fakeTransferStore';
import { route } from '../../helpers/route';

const TIMER: Caller = { kind: 'trigger', name: 'a timer' };
const ASKED: AskedTransfer = {
  id: 't1',
  route: 'prod',
  artifacts: [{ repository: 'app', tag: 'v1' }],
  startedBy: TIMER,
};
const RECORD = { ...ASKED, pinnedRoute: route(), createdAt: '2026-11-21T10:00:00.000Z', appVersion: APP_VERSION };

function prepare(changes: Partial<Route> = {}) {
  const transfers = new FakeTransferStore();
  const slots = new FakeSlotStore();
  const pauses = new FakePauseStore();
  const client = new FakeDurableClient();
  let now = Date.parse('2026-11-21T10:00:00Z');
  const logged: string[] = [];
  const loaded: LoadedRoutes = { routes: new Map([['prod', route(changes)]]), mistakes: [] };
  const settings = {
    polling: { firstSeconds: 10, maxSeconds: 60, deadlineMinutes: 60 },
    patience: { stepMinutes: 360, verificationSeconds: 300 },
    batchesAtOnce: 20,
    windows: { exports: 10, imports: 5 },
  };
  const deps = {
    settings,
    routes: { load: async () => loaded },
    transfers,
    slots,
    pauses,
    machine: { now: () => now, wait: async () => undefined, random: () => 0 },
  };
  const start = (changes: Partial<AskedTransfer> = {}) =>
    startTransfer(
      deps,
      createInstances(client, MACHINE),
      { ...ASKED, ...changes },
      { warn: (text) => void logged.push(text) },
    );
  const turns = () => {
    const { holders, waiters } = slots.slotsOf({ kind: 'route', route: 'prod' });
    return [holders.map(({ run }) => run), waiters.map(({ run }) => run)];
  };
  return {
    transfers,
    slots,
    pauses,
    client,
    settings,
    start,
    logged,
    turns,
    pass: (seconds: number) => (now += seconds * 1000),
  };
}

it('claims, indexes and starts', async () => {
  const { transfers, client, settings, start } = prepare();
  expect(await start()).toEqual(RECORD);
  expect(transfers.records.get('t1')).toEqual(RECORD);
  expect(transfers.states.get('t1')).toBe('accepted');
  expect(client.starts).toEqual(['transfer t1']);
  const { id, ...asked } = ASKED;
  const input = { transferId: id, ...asked, startedAt: RECORD.createdAt, ...settings };
  expect(client.instances.get('t1')?.input).toEqual(input);
});

it('the line of the index is there before the record: what is claimed is found, whoever dies', async () => {
  const { transfers, start } = prepare();
  const claim = transfers.claim.bind(transfers);
  transfers.claim = async (record) => {
    expect(transfers.states.get('t1')).toBe('accepted');
    return claim(record);
  };
  await start();
  expect(transfers.records.size).toBe(1);
});

it('who comes second in a race of two claims leaves no line of its own', async () => {
  const { transfers, start } = prepare();
  transfers.claim = async () => ({ ...RECORD, createdAt: '2026-11-21T09:59:59.000Z' });
  await start();
  expect(transfers.states.size).toBe(0);
});

it('a transfer that is known and was cut off is taken up', async () => {
  const { transfers, client, start, logged } = prepare();
  await transfers.claim(RECORD);
  await start();
  expect(client.starts).toEqual(['transfer t1']);
  expect(logged).toHaveLength(1);
});

it('the record is there before the orchestration', async () => {
  const { transfers, client, start } = prepare();
  client.beforeStart = async () => {
    expect(transfers.records.has('t1')).toBe(true);
    expect(transfers.states.get('t1')).toBe('accepted');
  };
  await start();
  expect(client.starts).toHaveLength(1);
});

it('several at once, of any kind, are one transfer, whose record all get', async () => {
  const { client, start } = prepare();
  const others: Caller[] = [TIMER, { kind: 'functionKey', name: 'function key' }, TIMER];
  const records = await Promise.all(others.map((startedBy) => start({ startedBy })));
  expect(records).toEqual([RECORD, RECORD, RECORD]);
  expect(client.starts).toEqual(['transfer t1']);
});

it('an unknown route: nothing is claimed or started', async () => {
  const { client, transfers, start } = prepare();
  await expect(start({ route: 'nowhere' })).rejects.toMatchObject({ code: 'route_unknown' });
  expect([transfers.records.size, transfers.states.size, client.starts]).toEqual([0, 0, []]);
});

it('an id that belongs to another transfer: nothing is started', async () => {
  const { client, transfers, start } = prepare();
  await transfers.claim({ ...RECORD, artifacts: [{ repository: 'app', tag: 'v2' }] });
  await expect(start()).rejects.toMatchObject({ code: 'idempotency_key_reused' });
  expect([transfers.states.size, client.starts]).toEqual([0, []]);
});

/** A report, as far as anybody looks at it here. */
const REPORT = (id: string) => ({ id, outcome: 'succeeded' }) as TransferReport;

describe('a route that refuses while a transfer runs', () => {
  const refusing = () => prepare({ whenBusy: 'refuse' });

  it('another transfer is refused, names the one that runs, and leaves nothing behind', async () => {
    const { start, transfers, client, turns } = refusing();
    await start();
    await expect(start({ id: 't2' })).rejects.toMatchObject({ code: 'route_busy', running: 't1' });
    expect([...transfers.records.keys()]).toEqual(['t1']);
    expect([...transfers.states.keys()]).toEqual(['t1']);
    expect(client.starts).toEqual(['transfer t1']);
    expect(turns()).toEqual([['t1'], []]);
  });

  it('the same id is its own transfer, whether or not it has ended', async () => {
    const { start, transfers } = refusing();
    const first = await start();
    expect(await start()).toEqual(first);
    await transfers.writeReport(REPORT('t1'));
    await start({ id: 't2' });
    expect(await start()).toEqual(first);
  });

  it('of several at once one is accepted', async () => {
    const { start, transfers, client, turns } = refusing();
    const ids = ['t1', 't2', 't3', 't4'];
    const asked = await Promise.allSettled(ids.map((id) => start({ id })));
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of asked.filter(({ status }) => status === 'rejected')) {
      expect(one).toMatchObject({ reason: { code: 'route_busy', running: turns()[0]?.[0] } });
    }
    expect([transfers.records.size, transfers.states.size, client.starts.length]).toEqual([1, 1, 1]);
  });

  it('several at once of the same id are one transfer', async () => {
    const { start, client } = refusing();
    const records = await Promise.all([start(), start(), start()]);
    expect(new Set(records.map(({ id }) => id)).size).toBe(1);
    expect(client.starts).toEqual(['transfer t1']);
  });

  it('who has a report is over, though its turn was not given on', async () => {
    const { start, transfers, turns } = refusing();
    await start();
    await transfers.writeReport(REPORT('t1'));
    await start({ id: 't2' });
    expect(turns()).toEqual([['t2'], []]);
  });

  it('a transfer whose task hub was lost keeps the route: it is taken up again', async () => {
    const { start, client, pass } = refusing();
    await start();
    client.instances.clear();
    for (let minutes = 0; minutes < 10; minutes += 1) {
      pass(60);
      await expect(start({ id: 't2' })).rejects.toMatchObject({ code: 'route_busy', running: 't1' });
    }
  });

  it('who died before there was a record loses the route, at the second look', async () => {
    const { start, transfers, slots, turns, pass } = refusing();
    const place = { run: 'gone', instance: 'gone', limit: 1, since: '2026-11-21T09:59:59.000Z' };
    await slots.write({ kind: 'route', route: 'prod' }, { holders: [place], waiters: [] }, undefined);
    await expect(start()).rejects.toMatchObject({ code: 'route_busy', running: 'gone' });
    pass(59);
    await expect(start()).rejects.toMatchObject({ code: 'route_busy' });
    pass(1);
    await start();
    expect(turns()).toEqual([['t1'], []]);
    expect(transfers.records.size).toBe(1);
  });

  it('who could not be written down gives the route back', async () => {
    const { start, transfers, turns } = refusing();
    transfers.claim = () => Promise.reject(new ServiceUnavailableError('write it', { words: 'the storage is away' }));
    await expect(start()).rejects.toThrow('the storage is away');
    expect(turns()).toEqual([[], []]);
  });

  it('a dry run neither waits nor is in the way', async () => {
    const { start, client, turns } = refusing();
    await start({ id: 'd1', dryRun: true });
    await start();
    await start({ id: 'd2', dryRun: true });
    expect(client.starts).toHaveLength(3);
    expect(client.instances.get('d1')?.input).not.toHaveProperty('takesTurn');
    expect(client.instances.get('t1')?.input).toMatchObject({ takesTurn: true });
    expect(turns()).toEqual([['t1'], []]);
  });
});

it('a route that queues accepts all, in their order', async () => {
  const { start, client, turns } = prepare({ whenBusy: 'queue' });
  for (const id of ['t1', 't2', 't3', 't2']) await start({ id });
  expect(client.starts).toEqual(['transfer t1', 'transfer t2', 'transfer t3']);
  expect(turns()).toEqual([['t1'], ['t2', 't3']]);
});

it('without whenBusy, transfers run side by side, and nobody takes turns', async () => {
  const { start, client, turns } = prepare();
  for (const id of ['t1', 't2']) await start({ id });
  expect(client.starts).toEqual(['transfer t1', 'transfer t2']);
  expect(turns()).toEqual([[], []]);
});

it('a start that is refused leaves the line of one that was accepted in the same millisecond', async () => {
  const { transfers, pauses, start } = prepare();
  pauses.beforeRead = async () => {
    pauses.beforeRead = async () => {};
    await start();
    await pauses.write(beginDrain(NO_PAUSES, { at: RECORD.createdAt, by: TIMER }), undefined);
  };
  await expect(start()).rejects.toThrow(DrainingError);
  expect(transfers.states.get('t1')).toBe('accepted');
});
