import { OrchestrationRuntimeStatus as Status } from 'durable-functions';
import { probeName } from '../../../src/domain/doctor/probeName';
import { arrivalTransferId, blobNameFor, manifestNameFor, transferIdFor } from '../../../src/domain/names';
import { beginDrain, endDrain } from '../../../src/domain/pause/drain';
import { NO_PAUSES, pause, resume } from '../../../src/domain/pause/pauses';
import type { TransferReport } from '../../../src/domain/report/report';
import { sweepSchema } from '../../../src/domain/sweeps/sweep';
import { record } from '../../helpers/record';
import { route, TARGET } from '../../helpers/route';
import { countsOf, importOnly, NAME, prepareSweep, START } from './sweepFixture';

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

it('says in the log, for queries, what each sweep found', async () => {
  const { put, sweep, told } = prepareSweep();
  put();
  const { id } = await sweep();
  await sweep();
  const ended = told.filter((line) => line.startsWith('ferry.sweepEnded '));
  expect(ended).toEqual([
    `ferry.sweepEnded {"sweepId":"${id}","complete":true,"found":{"importStarted":1}}`,
    expect.stringMatching(/^ferry\.sweepEnded .*"withoutManifest":1/),
  ]);
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

it('a blob that its import repaired is known by that import, and one that replaces it is not', async () => {
  const { storage, put, sweep, client, idOf, transfers } = prepareSweep();
  const bare = put();
  delete bare.contentMd5;
  await sweep();
  const id = idOf();
  const repaired = { name: NAME, size: 1_000, contentMd5: 'TzcHOBWX7SzSGbDR1Ni8Lg==' };
  await transfers.noteSameArrival(arrivalTransferId(TARGET.containerUri, repaired), id);
  storage.put(TARGET, NAME, repaired);
  for (let again = 0; again < 5; again += 1) expect(countsOf(await sweep())).toMatchObject({ withoutManifest: 1 });
  const { items } = await sweep();
  expect(items).toContainEqual(expect.objectContaining({ finding: 'withoutManifest', transferId: id }));
  expect(client.starts).toEqual([`importArrival ${id}`]);
  storage.put(TARGET, NAME, { ...repaired, contentMd5: 'AAAAAAAAAAAAAAAAAAAAAA==' });
  expect(countsOf(await sweep())).toMatchObject({ importStarted: 1 });
});

it('a note of an import whose record is gone stands in nobody’s way', async () => {
  const { put, sweep, idOf, transfers, client } = prepareSweep();
  put();
  await transfers.noteSameArrival(idOf(), `t${'0'.repeat(32)}`);
  expect(countsOf(await sweep())).toEqual({ importStarted: 1 });
  expect(client.starts).toEqual([`importArrival ${idOf()}`]);
});

it('what is in quarantine is no arrival, whatever the route says', async () => {
  const all = importOnly({ arrivals: { prefix: '', manifestWaitMinutes: 15 } });
  const { put, sweep, client, heads } = prepareSweep([all]);
  const aside = `quarantine/t${'0'.repeat(32)}/inbox/app.tar.gz`;
  put(aside);
  put(manifestNameFor(aside), 10);
  put(`${aside}.reason.json`, 10);
  const { found, items } = await sweep();
  expect(found).toEqual([{ finding: 'quarantined', count: 3 }]);
  expect([items, client.starts, heads]).toEqual([[], [], []]);
});

it('a probe of the doctor is no arrival, and what only looks like one is', async () => {
  const all = importOnly({ arrivals: { prefix: '', manifestWaitMinutes: 15 } });
  const { put, sweep, client } = prepareSweep([all]);
  put(probeName(1, 'a-b'));
  expect((await sweep()).found).toEqual([]);
  put('doctor/probe-results.txt');
  await sweep();
  expect(client.starts).toHaveLength(1);
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

it('a route may say how long that is', async () => {
  const { storage, put, sweep, clock } = prepareSweep([
    importOnly({ arrivals: { prefix: 'inbox/', manifestWaitMinutes: 15, settleSeconds: 5 } }),
  ]);
  storage.now = () => clock.now;
  put();
  clock.now += 4_999;
  expect(countsOf(await sweep())).toEqual({ young: 1 });
  clock.now += 1;
  expect(countsOf(await sweep())).toEqual({ importStarted: 1 });
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

it('what arrives while the app is drained is found afterwards', async () => {
  const { put, sweep, client, pauses } = prepareSweep();
  put();
  const drained = beginDrain(NO_PAUSES, { at: '2026-11-29T08:00:00Z', by: BY });
  await pauses.write(drained, undefined);
  expect(countsOf(await sweep())).toEqual({ paused: 1 });
  expect(client.starts).toEqual([]);
  await pauses.write(endDrain(drained, { at: '2026-11-29T09:00:00Z', by: BY }), '1');
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
