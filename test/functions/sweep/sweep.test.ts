import { OrchestrationRuntimeStatus as Status } from 'durable-functions';
import { ResourceNotFoundError, ServiceUnavailableError } from '../../../src/domain/failures/errors';
import { blobNameFor, manifestNameFor, transferIdFor } from '../../../src/domain/names';
import { NO_PAUSES, pause, resume } from '../../../src/domain/pause/pauses';
import type { TransferReport } from '../../../src/domain/report/report';
import { sweepSchema } from '../../../src/domain/sweeps/sweep';
import { record } from '../../helpers/record';
import { route, routeEnd, TARGET } from '../../helpers/route';
import { countsOf, importOnly, NAME, prepareSweep, START } from './sweepFixture';

const WEATHER = new ServiceUnavailableError('read x', { words: '503' });
const BY = { kind: 'functionKey', name: 'function key' } as const;
const HOUR = 3_600_000;
const both = route({ name: 'both', arrivals: { prefix: '', manifestWaitMinutes: 15 } });

it('a blob that no event announced is imported once, however often it is swept, and what was done is listed', async () => {
  const { put, sweep, client, idOf, transfers, sweeps } = prepareSweep();
  put();
  put(manifestNameFor(NAME), 10);
  const first = await sweep();
  const id = idOf();
  expect(client.starts).toEqual([`importArrival ${id}`]);
  expect(transfers.records.get(id)).toMatchObject({ route: 'in', startedBy: { kind: 'trigger', name: 'sweep' } });
  expect(sweepSchema.parse(first)).toMatchObject({
    ...{ complete: true, wentOn: false, startedBy: { kind: 'trigger', name: 'sweep' } },
    found: [{ finding: 'importStarted', count: 1 }],
    items: [{ finding: 'importStarted', subject: `${TARGET.containerUri}/${NAME}`, route: 'in', transferId: id }],
  });
  client.instances.set(id, { status: Status.Completed });
  transfers.reports.set(id, { id, outcome: 'failed' } as TransferReport);
  await sweep();
  for (let again = 0; again < 4; again += 1) expect(countsOf(await sweep())).toEqual({ known: 1 });
  expect(client.starts).toHaveLength(1);
  expect((await sweeps.list({ limit: 10 })).sweeps).toHaveLength(6);
});

it('what is known costs no look at the blob; one without a manifest is told', async () => {
  const { put, sweep, heads, idOf } = prepareSweep();
  put();
  await sweep();
  expect(heads).toEqual([NAME]);
  const { found, items } = await sweep();
  expect(found).toContainEqual({ finding: 'withoutManifest', count: 1 });
  expect(items).toContainEqual(expect.objectContaining({ finding: 'withoutManifest', transferId: idOf() }));
  expect(heads).toEqual([NAME]);
});

it('a blob that was replaced is imported anew', async () => {
  const { put, sweep, client } = prepareSweep();
  put();
  await sweep();
  put(NAME, 2_000);
  await sweep();
  await sweep();
  expect(client.starts).toHaveLength(2);
});

it('what was written less than a minute ago, or still is, waits for the next sweep', async () => {
  const { storage, put, sweep, client, clock } = prepareSweep();
  storage.now = () => clock.now;
  put();
  storage.put(TARGET, 'inbox/copied.tar.gz', { size: 10, isCopying: true });
  clock.now += 59_999;
  expect(countsOf(await sweep())).toEqual({ young: 2 });
  clock.now += 1;
  expect(countsOf(await sweep())).toEqual({ importStarted: 1, young: 1 });
  expect(client.starts).toHaveLength(1);
});

it('a paused route is left alone, and its blobs are found after the resume', async () => {
  const { put, sweep, client, pauses, heads } = prepareSweep();
  put();
  const paused = pause(NO_PAUSES, 'in', { at: '2026-11-29T08:00:00Z', by: BY });
  await pauses.write(paused, undefined);
  expect(countsOf(await sweep())).toEqual({ paused: 1 });
  expect([client.starts, heads]).toEqual([[], []]);
  await pauses.write(resume(paused, 'in', { at: '2026-11-29T09:00:00Z', by: BY }), '1');
  expect(countsOf(await sweep())).toEqual({ importStarted: 1 });
});

it('blobs that cannot be imported are left and told; others of the container, and uncommitted ones, are none', async () => {
  const { storage, put, sweep, client } = prepareSweep();
  put('inbox/empty.tar.gz', 0);
  storage.put(TARGET, 'inbox/page.vhd', { size: 10, otherType: 'PageBlob' });
  put('inbox/../others/app.tar.gz');
  put('outbox/app.tar.gz');
  const { found, items } = await sweep();
  expect(found).toEqual([{ finding: 'unfit', count: 3 }]);
  expect(items.map(({ why }) => why)).toEqual([
    'no request can carry its name',
    'it is empty',
    'it is a PageBlob, and only a BlockBlob is imported',
  ]);
  expect(client.starts).toEqual([]);
});

it('a manifest alone is told after an hour, and one whose blob is there never', async () => {
  const { put, sweep, clock, storage } = prepareSweep();
  storage.blobsPerPage = 1;
  put(manifestNameFor('inbox/lonely.tar.gz'), 10);
  put(manifestNameFor(NAME), 10);
  put();
  expect(countsOf(await sweep())).toEqual({ importStarted: 1 });
  clock.now += HOUR;
  const { items } = await sweep();
  expect(items).toEqual([
    {
      ...{ finding: 'manifestAlone', route: 'in' },
      subject: `${TARGET.containerUri}/${manifestNameFor('inbox/lonely.tar.gz')}`,
    },
  ]);
});

it('each blob is of one route: the one with the longest prefix, also while that is paused', async () => {
  const wide = importOnly({ name: 'wide', arrivals: { prefix: '', manifestWaitMinutes: 1 } });
  const { put, sweep, transfers, pauses } = prepareSweep([wide, importOnly(), route({ name: 'off' })]);
  put();
  put('other.tar.gz');
  await pauses.write(pause(NO_PAUSES, 'in', { at: '2026-11-29T08:00:00Z', by: BY }), undefined);
  await sweep();
  expect([...transfers.records.values()].map((one) => one.arrival?.name)).toEqual(['other.tar.gz']);
});

describe('the blob of a transfer of this app', () => {
  const transferId = transferIdFor('key');
  const name = blobNameFor('both', transferId, 'b'.repeat(32));

  function prepareChain() {
    const prepared = prepareSweep([both]);
    prepared.transfers.records.set(transferId, record({ id: transferId, route: 'both', pinnedRoute: both }));
    prepared.client.instances.set(transferId, { status: Status.Running });
    prepared.put(name);
    return prepared;
  }

  it('is its own while it lives, and after it has imported it', async () => {
    const { sweep, transfers, client } = prepareChain();
    expect(countsOf(await sweep())).toEqual({ own: 1 });
    const batch = { blob: name, importRun: { resourceId: '/runs/i1', outcome: 'succeeded' } };
    transfers.reports.set(transferId, { outcome: 'succeeded', batches: [batch] } as unknown as TransferReport);
    expect(countsOf(await sweep())).toEqual({ own: 1 });
    expect(client.starts).toEqual([]);
  });

  it('is imported where the transfer is unknown here, or ended before its import', async () => {
    const { sweep, transfers, idOf, client } = prepareChain();
    transfers.reports.set(transferId, { outcome: 'failed', batches: [{ blob: name }] } as unknown as TransferReport);
    expect(countsOf(await sweep())).toMatchObject({ importStarted: 1 });
    const foreign = blobNameFor('both', transferIdFor('other'), 'c'.repeat(32));
    expect(client.starts).toEqual([`importArrival ${idOf(name)}`]);
    const other = prepareSweep([both]);
    other.put(foreign);
    expect(countsOf(await other.sweep())).toEqual({ importStarted: 1 });
  });
});

it('transfers that were cut off go on; lines that do not tell the truth are mended; both are told', async () => {
  const { sweep, transfers, client, clock } = prepareSweep();
  const [never, failed, ended, runs] = ['never', 'failed', 'ended', 'runs'].map((key, index) =>
    record({ id: transferIdFor(key), createdAt: new Date(START - index - 1).toISOString() }),
  ) as [ReturnType<typeof record>, ReturnType<typeof record>, ReturnType<typeof record>, ReturnType<typeof record>];
  for (const one of [never, failed, ended, runs]) {
    await transfers.claim(one);
    await transfers.index(one, 'running');
  }
  await transfers.index(record({ id: transferIdFor('nobody'), createdAt: '2026-11-29T08:00:00.000Z' }), 'accepted');
  client.instances.set(failed.id, { status: Status.Terminated });
  client.instances.set(runs.id, { status: Status.Running });
  transfers.reports.set(ended.id, { id: ended.id, outcome: 'succeeded' } as TransferReport);

  const done = await sweep();
  expect(countsOf(done)).toEqual({ takenUp: 2, lineMended: 2, goesOn: 1 });
  expect(done.items.map(({ finding, subject }) => `${finding} ${subject}`).sort()).toEqual(
    [
      `takenUp ${never.id}`,
      `takenUp ${failed.id}`,
      `lineMended ${ended.id}`,
      `lineMended ${transferIdFor('nobody')}`,
    ].sort(),
  );
  clock.now += 1;
  expect(countsOf(await sweep())).toEqual({ goesOn: 3 });
});

it('what one blob or one route meets keeps no other; the next sweep does it', async () => {
  const other = routeEnd('other');
  const prepared = prepareSweep([importOnly({ name: 'a' }), importOnly({ name: 'b', target: other })]);
  const { put, sweep, deps, client, warned, storage } = prepared;
  put('inbox/1.tar.gz');
  put('inbox/2.tar.gz', 1_000, other);
  put('inbox/3.tar.gz', 1_000, other);
  const { listCommitted } = deps.storedBlobs;
  const { head } = deps.blobs;
  deps.storedBlobs.listCommitted = async (end, ...rest) =>
    end === TARGET ? Promise.reject(WEATHER) : listCommitted(end, ...rest);
  deps.blobs.head = async (end, name) => (name === 'inbox/2.tar.gz' ? Promise.reject(WEATHER) : head(end, name));
  const first = await sweep();
  expect(countsOf(first)).toEqual({ importStarted: 1, failed: 2 });
  expect(first.items.filter(({ finding }) => finding === 'failed').map(({ subject }) => subject)).toEqual([
    'a',
    `${other.containerUri}/inbox/2.tar.gz`,
  ]);
  expect(warned).toHaveLength(2);
  deps.storedBlobs.listCommitted = listCommitted;
  deps.blobs.head = head;
  expect(countsOf(await sweep())).toMatchObject({ importStarted: 2 });
  expect(client.starts).toHaveLength(3);
  expect(storage.committed(TARGET, 'inbox/1.tar.gz')).toBeDefined();
});

it('a container that is missing, and a routes file that cannot be read, are told', async () => {
  const { sweep, deps, loads } = prepareSweep();
  deps.storedBlobs.listCommitted = () =>
    Promise.reject(new ResourceNotFoundError('x', 'in', { words: '404 ContainerNotFound' }));
  expect((await sweep()).items[0]).toMatchObject({
    finding: 'failed',
    why: expect.stringContaining('ContainerNotFound'),
  });
  loads(() => Promise.reject(new Error('ENOENT')));
  expect((await sweep()).items[0]).toMatchObject({ finding: 'failed', subject: 'the routes' });
});

it('thousands of blobs take several sweeps, each goes on where the last one stopped, and each blob is imported once', async () => {
  const { put, sweep, client, storage, clock, deps } = prepareSweep();
  storage.blobsPerPage = 100;
  const COUNT = 2_500;
  for (let index = 0; index < COUNT; index += 1) put(`inbox/${10_000 + index}.tar.gz`);
  const { head } = deps.blobs;
  deps.blobs.head = async (end, name) => {
    clock.now += 100;
    return head(end, name);
  };
  const sweeps = [await sweep(60_000)];
  expect(sweeps[0]).toMatchObject({ complete: false, wentOn: false });
  while (!sweeps.at(-1)?.complete) {
    sweeps.push(await sweep(60_000));
    expect(sweeps.at(-1)?.wentOn).toBe(true);
    expect(sweeps.length).toBeLessThan(8);
  }
  expect(client.starts).toHaveLength(COUNT);
  expect(new Set(client.starts).size).toBe(COUNT);
  expect(sweeps[0]?.items).toHaveLength(100);
});

it('a place in a route that is gone, and a page that the service refuses, keep nothing from being found', async () => {
  const { put, sweep, sweeps, client, deps } = prepareSweep();
  put();
  await sweeps.writePlace({ arrivals: { route: 'gone', page: 'x' } });
  await sweep();
  expect(client.starts).toHaveLength(1);
  put('inbox/new.tar.gz');
  await sweeps.writePlace({ arrivals: { route: 'in', page: 'stale' } });
  const { listCommitted } = deps.storedBlobs;
  deps.storedBlobs.listCommitted = async (end, prefix, page) =>
    page === 'stale' ? Promise.reject(new Error('400 OutOfRangeInput')) : listCommitted(end, prefix, page);
  expect(countsOf(await sweep())).toMatchObject({ failed: 1 });
  await sweep();
  expect(client.starts).toHaveLength(2);
});

it('several sweeps at once are one import of each blob', async () => {
  const { put, sweep, client, transfers } = prepareSweep();
  for (let index = 0; index < 20; index += 1) put(`inbox/${index}.tar.gz`);
  await Promise.all([sweep(), sweep(), sweep()]);
  expect(new Set(client.starts).size).toBe(20);
  expect(client.starts).toHaveLength(20);
  expect(transfers.records.size).toBe(20);
  expect(transfers.states.size).toBe(20);
});

it('cut off at any step, the next sweeps come to the same end', async () => {
  for (let cut = 1; ; cut += 1) {
    const { put, sweep, client, transfers, deps, sweeps } = prepareSweep();
    put();
    put('inbox/other.tar.gz');
    let steps = 0;
    const dies = (target: object, names: string[]): void => {
      for (const name of names) {
        const methods = target as Record<string, (...args: unknown[]) => Promise<unknown>>;
        const real = methods[name]?.bind(target) as (...args: unknown[]) => Promise<unknown>;
        methods[name] = async (...args) => {
          steps += 1;
          if (steps >= cut && isDying) throw new Error('The host is gone.');
          return real(...args);
        };
      }
    };
    let isDying = true;
    dies(transfers, ['list', 'find', 'index', 'claim', 'readReport']);
    dies(deps.storedBlobs, ['listCommitted', 'look']);
    dies(sweeps, ['readPlace', 'writePlace', 'keep']);
    dies(client, ['startNew', 'getStatus']);
    await sweep().catch(() => undefined);
    const wasCut = steps >= cut;
    isDying = false;
    await sweep();
    await sweep();
    expect(client.starts).toHaveLength(2);
    expect(transfers.records.size).toBe(2);
    if (!wasCut) break;
    expect(cut).toBeLessThan(100);
  }
});
