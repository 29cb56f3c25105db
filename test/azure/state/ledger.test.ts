import { setImmediate as turn } from 'node:timers/promises';
import { bucketOf } from '../../../src/azure/state/ledgerBuckets';
import { createLedger } from '../../../src/azure/state/ledger';
import { describeLedgerContract, digestOfText } from '../../contract/ledgerContract';
import { FakeContainer, refused } from './fakeContainer';

const APP = { repository: 'app', tag: 'v1', digest: digestOfText('a') };
const BUCKET = bucketOf('prod', APP);
const TRANSFER = { id: 't1', at: '2026-11-21T10:00:00.000Z' };

function setUp() {
  const container = new FakeContainer();
  const requests: string[] = [];
  container.beforeRequest = (name) => void requests.push(name);
  let time = 0;
  const machine = {
    now: () => time,
    wait: async (milliseconds: number) => {
      time += milliseconds;
      await turn();
    },
    random: () => 0.5,
  };
  return { container, requests, ledger: createLedger(container.asClient(), machine) };
}

const put = (container: FakeContainer, name: string, text: string): void =>
  void container.blobs.set(name, { content: Buffer.from(text), etag: `"${text}"` });

describeLedgerContract('blobs of a container in memory', () => setUp().ledger);

describe('what a question costs', () => {
  const many = Array.from({ length: 400 }, (_, index) => ({
    repository: `app/${index % 100}`,
    tag: `v${index}`,
    digest: digestOfText(String(index)),
  }));

  it.each([
    ['a repository', { repository: 'app/1' }, 4],
    ['a digest of a repository', { repository: 'app/1', digest: digestOfText('1') }, 1],
    ['a digest', { digest: digestOfText('1') }, 257],
    ['everything', {}, 1_025],
  ])('%s', async (_, filter, most) => {
    const { ledger, requests } = setUp();
    await ledger.record('prod', TRANSFER, many);
    requests.length = 0;
    expect((await ledger.find('prod', filter, { limit: 1_000 })).entries.length).toBeGreaterThan(0);
    expect(requests.length).toBeLessThanOrEqual(most);
  });

  it('a page reads little more than the buckets that it shows', async () => {
    const { ledger, requests } = setUp();
    await ledger.record('prod', TRANSFER, many);
    requests.length = 0;
    const { cursor = '' } = await ledger.find('prod', {}, { limit: 1 });
    await ledger.find('prod', {}, { limit: 1, cursor });
    expect(requests.length).toBeLessThan(10);
  });

  it('a delivery that is known already writes nothing', async () => {
    const { ledger, container } = setUp();
    await ledger.record('prod', TRANSFER, [APP]);
    const before = container.blobs.get(BUCKET);
    await ledger.record('prod', TRANSFER, [APP]);
    expect(container.blobs.get(BUCKET)).toBe(before);
  });
});

it('a bucket whose last entry is removed goes too', async () => {
  const { ledger, container } = setUp();
  await ledger.record('prod', TRANSFER, [APP]);
  expect([...container.blobs.keys()]).toEqual([BUCKET]);
  await ledger.remove('prod', { tag: 'v1' });
  expect(container.blobs.size).toBe(0);
});

it('a write whose answer was lost is no harm', async () => {
  const { ledger, container } = setUp();
  container.afterUpload = () => {
    throw refused(503, 'ServerBusy');
  };
  await expect(ledger.record('prod', TRANSFER, [APP])).rejects.toMatchObject({ transient: true });
  await ledger.record('prod', TRANSFER, [APP]);
  expect(await ledger.count('prod', {})).toBe(1);
});

it('whoever never gets its turn gives up after a while, and may try again', async () => {
  // Prepare
  const { ledger, container } = setUp();
  let others = 0;
  container.beforeRequest = () => {
    others += 1;
    put(container, BUCKET, `{"version":1,"entries":[]}${' '.repeat(others)}`);
  };

  // Act
  const recorded = ledger.record('prod', TRANSFER, [APP]);

  // Assess
  await expect(recorded).rejects.toMatchObject({
    code: 'service_unavailable',
    transient: true,
    message: expect.stringContaining(BUCKET),
  });
  expect(others).toBeGreaterThan(20);
});

describe('a bucket that is broken', () => {
  const entry = { ...APP, firstTransfer: 't1', lastTransfer: 't1', firstAt: 'x', lastAt: 'x', verified: true };

  it.each([
    ['empty', ''],
    ['no JSON', '{"version":1,"entries":['],
    ['of another version', '{"version":2,"entries":[]}'],
    ['a list', '[]'],
    ['an entry without a digest', JSON.stringify({ version: 1, entries: [{ ...entry, digest: undefined }] })],
    ['an entry with more', JSON.stringify({ version: 1, entries: [{ ...entry, more: 1 }] })],
  ])('%s: is named, believed to be nothing, and left as it is', async (_, text) => {
    // Prepare
    const { ledger, container } = setUp();
    put(container, BUCKET, text);

    for (const call of [
      () => ledger.record('prod', TRANSFER, [APP]),
      () => ledger.ofRepository('prod', 'app'),
      () => ledger.find('prod', {}, { limit: 1 }),
      () => ledger.count('prod', { digest: APP.digest }),
      () => ledger.remove('prod', {}),
    ]) {
      // Act and assess
      await expect(call()).rejects.toMatchObject({
        code: 'ledger_unreadable',
        transient: false,
        message: expect.stringContaining(`${container.url}/${BUCKET}`),
      });
    }
    expect(container.blobs.get(BUCKET)?.content.toString()).toBe(text);
  });
});

it('a container that is gone, or a store that is away, is no empty ledger', async () => {
  const { ledger, container } = setUp();
  for (const [error, code] of [
    [refused(404, 'ContainerNotFound'), 'resource_not_found'],
    [refused(503, 'ServerBusy'), 'service_unavailable'],
    [refused(404, ''), 'service_unavailable'],
    [refused(412, 'LeaseIdMissing'), 'service_unavailable'],
    [refused(403, 'AuthorizationPermissionMismatch'), 'access_denied'],
  ] as const) {
    container.beforeRequest = () => {
      throw error;
    };
    for (const call of [
      () => ledger.record('prod', TRANSFER, [APP]),
      () => ledger.ofRepository('prod', 'app'),
      () => ledger.find('prod', {}, { limit: 1 }),
      () => ledger.remove('prod', {}),
    ]) {
      await expect(call()).rejects.toMatchObject({ code });
    }
  }
});

it('what does not belong there is left alone', async () => {
  const { ledger, container } = setUp();
  put(container, 'ledger/prod/notes.txt', 'x');
  await ledger.record('prod', TRANSFER, [APP]);
  expect(await ledger.remove('prod', {})).toBe(1);
  expect([...container.blobs.keys()]).toEqual(['ledger/prod/notes.txt']);
});
