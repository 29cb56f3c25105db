import { indexEntryName } from '../../../../src/azure/state/transfers/transferIndex';
import { createTransferStore } from '../../../../src/azure/state/transfers/transferStore';
import { FakeContainer, refused } from '../fakeContainer';
import { describeTransferStoreContract, recordOf } from '../../../contract/transferStoreContract';

function setUp() {
  const container = new FakeContainer();
  const clock = { hours: 0, now: () => clock.hours * 3_600_000 };
  return { container, clock, store: createTransferStore(container.asClient(), clock) };
}

describeTransferStoreContract('blobs of a container in memory', () => setUp().store);

it('a claim that lost its answer is found by the next one', async () => {
  const { store, container } = setUp();
  container.afterUpload = () => {
    throw refused(503, 'ServerBusy');
  };
  await expect(store.claim(recordOf(1))).rejects.toMatchObject({ code: 'service_unavailable' });
  expect(await store.claim(recordOf(1))).toEqual(recordOf(1));
});

describe('of a transfer that was removed, and began anew under the same id', () => {
  const [old, anew] = [recordOf(1), { ...recordOf(1), createdAt: '2027-01-01T00:00:00.000Z' }];

  it.each([
    ['the process that claimed it', 0, true],
    ['any other one, a day later', 24, false],
  ])('%s recalls the new record', async (_, hours, claimsItself) => {
    const { container, clock, store } = setUp();
    await store.claim(old);
    expect(await store.recall(old.id)).toEqual(old);
    container.blobs.delete(`transfers/${old.id}.json`);
    await (claimsItself ? store : createTransferStore(container.asClient(), clock)).claim(anew);
    clock.hours = hours;
    expect(await store.recall(old.id)).toEqual(anew);
  });
});

it('a record is read once in a day', async () => {
  const { container, clock, store } = setUp();
  await store.claim(recordOf(1));
  await store.recall(recordOf(1).id);
  let requests = 0;
  container.beforeRequest = () => void (requests += 1);
  clock.hours = 23;
  await store.recall(recordOf(1).id);
  expect(requests).toBe(0);
});

it('a container that is gone, or may not be read, is no missing transfer', async () => {
  const { store, container } = setUp();
  container.beforeRequest = () => {
    throw refused(404, 'ContainerNotFound');
  };
  await expect(store.find('t1')).rejects.toMatchObject({ code: 'resource_not_found' });
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

it.each([
  ['a page of a proxy', refused(404, ''), true],
  ['a lease', refused(412, 'LeaseIdMissing'), true],
  ['an unknown condition', refused(412, 'SomethingElse'), false],
])('%s is believed to be neither an absence nor a document that is there', async (_, error, transient) => {
  const { store, container } = setUp();
  container.beforeRequest = () => {
    throw error;
  };
  for (const call of [store.find('t1'), store.isCancelRequested('t1'), store.claim(recordOf(1))]) {
    await expect(call).rejects.toMatchObject({ transient });
  }
});

it('what does not belong there is left out', async () => {
  const { container, store } = setUp();
  await store.index(recordOf(0), 'accepted');
  container.blobs.set('index/notes.txt', { content: Buffer.from('x') });
  expect((await store.list({}, { limit: 100 })).transfers).toHaveLength(1);
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
