import { indexEntryName } from '../../../src/azure/state/transferIndex';
import { createTransferStore } from '../../../src/azure/state/transferStore';
import { isTransferId, transferIdFor } from '../../../src/domain/names';
import type { BatchResult } from '../../../src/domain/report/batchResult';
import type { TransferReport } from '../../../src/domain/report/report';
import type { TransferRecord } from '../../../src/domain/transferRecord';
import { FakeContainer, refused } from './fakeContainer';
import type { TransferFilter } from '../../../src/domain/ports/transferStore';

function record(index: number, changes: Partial<TransferRecord> = {}): TransferRecord {
  return {
    id: transferIdFor(`key-${index}`),
    route: index % 2 === 0 ? 'even' : 'odd',
    artifacts: [{ repository: 'app', tag: 'v1' }],
    startedBy: { kind: 'functionKey', name: 'function key' },
    createdAt: new Date(Date.UTC(2026, 10, 21, 10, index)).toISOString(),
    ...changes,
  };
}

function setUp() {
  const container = new FakeContainer();
  return { container, store: createTransferStore(container.asClient()) };
}

describe('claim', () => {
  it('the first record stays, whoever comes second gets it', async () => {
    const { store } = setUp();
    const first = record(1);
    expect(await store.claim(first)).toEqual(first);
    expect(await store.claim({ ...first, route: 'other' })).toEqual(first);
    expect(await store.find(first.id)).toEqual(first);
  });

  it('ten at once agree on one', async () => {
    const { store } = setUp();
    const claims = Array.from({ length: 10 }, (_, index) => store.claim(record(1, { route: `route-${index}` })));
    expect(new Set((await Promise.all(claims)).map(({ route }) => route)).size).toBe(1);
  });

  it('a claim that lost its answer is found by the next one', async () => {
    const { store, container } = setUp();
    container.afterUpload = () => {
      throw refused(503, 'ServerBusy');
    };
    await expect(store.claim(record(1))).rejects.toMatchObject({ code: 'service_unavailable' });
    expect(await store.claim(record(1))).toEqual(record(1));
  });
});

it('what does not exist is undefined, or false', async () => {
  const { store } = setUp();
  expect(await store.find('t1')).toBeUndefined();
  expect(await store.readReport('t1')).toBeUndefined();
  expect(await store.isCancelRequested('t1')).toBe(false);
});

it('a container that is gone, or may not be read, is no missing transfer', async () => {
  const { store, container } = setUp();
  container.beforeRequest = () => {
    throw refused(404, 'ContainerNotFound');
  };
  await expect(store.find('t1')).rejects.toMatchObject({ code: 'service_refused' });
  container.beforeRequest = () => {
    throw refused(403, 'AuthorizationPermissionMismatch');
  };
  for (const call of [
    store.find('t1'),
    store.isCancelRequested('t1'),
    store.requestCancel('t1'),
    store.list({}, { limit: 1 }),
  ]) {
    await expect(call).rejects.toMatchObject({
      code: 'access_denied',
      nextStep: expect.stringContaining('FERRY_STATE_CONTAINER'),
    });
  }
});

it('a cancel flag is raised once and for its own transfer', async () => {
  const { store } = setUp();
  await store.requestCancel('t1');
  await store.requestCancel('t1');
  expect(await store.isCancelRequested('t1')).toBe(true);
  expect(await store.isCancelRequested('t2')).toBe(false);
});

it('a report is kept as it was written', async () => {
  const { store } = setUp();
  const { id, route, startedBy, createdAt } = record(1);
  const report: TransferReport = {
    version: 1,
    id,
    route,
    outcome: 'partial',
    startedBy,
    startedAt: createdAt,
    finishedAt: createdAt,
    artifacts: [{ artifact: 'app:v1', outcome: 'missing' }],
    batches: [],
    failures: [],
  };
  await store.writeReport(report);
  await store.writeReport(report);
  expect(await store.readReport(id)).toEqual(report);
});

it('the first result of a batch stays, each under its transfer and its batch', async () => {
  const { store } = setUp();
  const result = (batch: string, blob: string): BatchResult => ({
    report: { batch, outcome: 'succeeded', artifacts: [], blob },
    artifacts: [],
    failures: [],
    cleanUpFailures: [],
  });
  await store.writeBatchResult('t1', result('b1', 'first'));
  await store.writeBatchResult('t1', result('b1', 'second'));
  await store.writeBatchResult('t1', result('b2', 'other'));
  expect(await store.readBatchResult('t1', 'b1')).toEqual(result('b1', 'first'));
  expect(await store.readBatchResult('t1', 'b2')).toEqual(result('b2', 'other'));
  expect(await store.readBatchResult('t2', 'b1')).toBeUndefined();
});

describe('the index', () => {
  async function filled(count = 7) {
    const { store, container } = setUp();
    const records = Array.from({ length: count }, (_, index) => record(index));
    for (const one of records) await store.index(one, 'accepted');
    for (const one of records.slice(0, 3)) await store.index(one, 'succeeded');
    const page = async (filter: TransferFilter, limit = 100, cursor?: string) =>
      store.list(filter, { limit, ...(cursor !== undefined && { cursor }) });
    const minutes = async (filter: TransferFilter) =>
      (await page(filter)).transfers.map(({ createdAt }) => new Date(createdAt).getUTCMinutes());
    return { store, container, records, page, minutes };
  }

  it('lists newest first, each transfer once however often its line was renewed', async () => {
    const { page, records } = await filled();
    const { transfers, cursor } = await page({});
    expect(cursor).toBeUndefined();
    expect(transfers.map(({ id }) => id)).toEqual(records.map(({ id }) => id).reverse());
    expect(transfers.every(({ id }) => isTransferId(id))).toBe(true);
    expect(transfers.at(-1)).toEqual({
      id: records[0]?.id,
      route: 'even',
      state: 'succeeded',
      createdAt: records[0]?.createdAt,
    });
  });

  it('accepting late does not overwrite what became of it', async () => {
    const { store, records, page } = await filled();
    await store.index(records[0] as TransferRecord, 'accepted');
    expect((await page({ state: 'succeeded' })).transfers).toHaveLength(3);
  });

  it('filters by route, state and time: from is included, to is not', async () => {
    const { minutes } = await filled();
    const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 10, minute));
    expect(await minutes({ route: 'odd' })).toEqual([5, 3, 1]);
    expect(await minutes({ state: 'succeeded' })).toEqual([2, 1, 0]);
    expect(await minutes({ route: 'even', state: 'succeeded' })).toEqual([2, 0]);
    expect(await minutes({ from: at(2), to: at(5) })).toEqual([4, 3, 2]);
    expect(await minutes({ from: at(6) })).toEqual([6]);
    expect(await minutes({ to: at(0) })).toEqual([]);
    expect(await minutes({ route: 'none' })).toEqual([]);
  });

  it.each([1, 2, 3, 6, 7])('pages of %d have everything once, and the last one no cursor', async (limit) => {
    const { page, records } = await filled();
    const seen: string[] = [];
    let cursor: string | undefined;
    let pages = 0;
    do {
      const found = await page({}, limit, cursor);
      seen.push(...found.transfers.map(({ id }) => id));
      cursor = found.cursor;
      pages += 1;
    } while (cursor !== undefined && pages <= records.length);
    expect(seen).toEqual(records.map(({ id }) => id).reverse());
    expect(pages).toBe(Math.ceil(records.length / limit));
  });

  it('a page with a filter goes on behind its last match', async () => {
    const { page } = await filled();
    const first = await page({ route: 'odd' }, 2);
    const second = await page({ route: 'odd' }, 2, first.cursor);
    expect([first.transfers.length, second.transfers.length, second.cursor]).toEqual([2, 1, undefined]);
  });

  it('a transfer that is started while somebody pages does not shift the pages', async () => {
    const { page, store } = await filled();
    const first = await page({}, 3);
    await store.index(record(30), 'accepted');
    const second = await page({}, 100, first.cursor);
    expect(first.transfers.length + second.transfers.length).toBe(7);
  });

  it('two of one millisecond are both listed', async () => {
    const { store } = setUp();
    const createdAt = '2026-11-21T10:00:00.000Z';
    await store.index(record(1, { createdAt }), 'accepted');
    await store.index(record(2, { createdAt }), 'accepted');
    const first = await store.list({}, { limit: 1 });
    const second = await store.list({}, { limit: 1, ...(first.cursor && { cursor: first.cursor }) });
    expect(new Set([...first.transfers, ...second.transfers].map(({ id }) => id)).size).toBe(2);
    expect(second.cursor).toBeUndefined();
  });

  it('what does not belong there is left out', async () => {
    const { container, page } = await filled(1);
    container.blobs.set('index/notes.txt', { content: Buffer.from('x') });
    expect((await page({})).transfers).toHaveLength(1);
  });

  it('names sort newest first over any span of time', () => {
    const names = [
      '1999-12-31T23:59:59.999Z',
      '2026-11-21T10:00:00.000Z',
      '2026-11-21T10:00:00.001Z',
      '9999-01-01T00:00:00.000Z',
    ];
    const entries = names.map((createdAt) => indexEntryName({ id: 't1', createdAt }));
    expect([...entries].sort()).toEqual([...entries].reverse());
    expect(new Set(entries.map(({ length }) => length)).size).toBe(1);
  });
});
