import type { Caller } from '../../../src/domain/report/report';
import type { LoadedRoutes } from '../../../src/domain/route';
import { createInstances } from '../../../src/functions/instances/createInstances';
import { MACHINE } from '../../../src/services/machine';
import { startTransfer, type AskedTransfer } from '../../../src/functions/start/startTransfer';
import { FakeDurableClient } from '../../helpers/fakeDurableClient';
import { FakeTransferStore } from '../../helpers/fakeTransferStore';
import { route } from '../../helpers/route';

const TIMER: Caller = { kind: 'trigger', name: 'a timer' };
const ASKED: AskedTransfer = {
  id: 't1',
  route: 'prod',
  artifacts: [{ repository: 'app', tag: 'v1' }],
  startedBy: TIMER,
};
const RECORD = { ...ASKED, pinnedRoute: route(), createdAt: '2026-11-21T10:00:00.000Z' };

function prepare() {
  const transfers = new FakeTransferStore();
  const client = new FakeDurableClient();
  const logged: string[] = [];
  const loaded: LoadedRoutes = { routes: new Map([['prod', route()]]), mistakes: [] };
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
    machine: { now: () => Date.parse('2026-11-21T10:00:00Z') },
  };
  const start = (changes: Partial<AskedTransfer> = {}) =>
    startTransfer(
      deps,
      createInstances(client, MACHINE),
      { ...ASKED, ...changes },
      { warn: (text) => void logged.push(text) },
    );
  return { transfers, client, settings, start, logged };
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
