import { setImmediate as turn } from 'node:timers/promises';
import { bucketOf } from '../../../../src/azure/state/ledger/ledgerBuckets';
import type { Ledger } from '../../../../src/domain/ports/ledger';
import { createLedger } from '../../../../src/azure/state/ledger/ledger';
import { describeLedgerContract, digestOfText } from '../../../contract/ledgerContract';
import { FakeContainer, refused } from '../fakeContainer';
import { createLedgerMachine } from './ledgerMachine';

const APP = { repository: 'app', tag: 'v1', digest: digestOfText('a') };
const BUCKET = bucketOf('prod', APP.repository);
const TRANSFER = { id: 't1', at: '2026-11-21T10:00:00.000Z' };
/** With so few, all that is written anew is written anew often. */
const SMALL = { document: 4, part: 3 };

function setUp(sizes?: typeof SMALL) {
  const container = new FakeContainer();
  const requests: string[] = [];
  container.beforeRequest = (name) => void requests.push(name);
  return { container, requests, ledger: createLedger(container.asClient(), createLedgerMachine(turn), sizes) };
}

/** `v0`, `v1` and so on of one repository. */
const large = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    repository: 'app',
    tag: `v${index}`,
    digest: digestOfText(String(index)),
  }));

const documentOf = (rows: unknown[]): string =>
  JSON.stringify({
    version: 2,
    generation: 'g',
    deliveries: [['t1', 'x']],
    repositories: [{ name: 'app', entries: rows }],
  });

const put = (container: FakeContainer, name: string, text: string): void =>
  void container.blobs.set(name, { content: Buffer.from(text), etag: `"${text}"` });

describeLedgerContract('blobs of a container in memory', () => setUp().ledger);
describeLedgerContract(
  'blobs of a container in memory, in small parts',
  () => setUp({ document: 40, part: 30 }).ledger,
);

describe('what a question costs', () => {
  const many = Array.from({ length: 400 }, (_, index) => ({
    repository: `app/${index % 100}`,
    tag: `v${index}`,
    digest: digestOfText(String(index)),
  }));

  it.each([
    ['a repository', { repository: 'app/1' }, 1],
    ['a digest of a repository', { repository: 'app/1', digest: digestOfText('1') }, 1],
    ['a tag of a repository', { repository: 'app/1', tag: 'v1' }, 1],
    ['a digest', { digest: digestOfText('1') }, 3],
    ['a tag', { tag: 'v1' }, 3],
    ['a digest that is nowhere', { digest: digestOfText('nowhere') }, 2],
    ['everything', {}, 101],
  ])('%s', async (_, filter, most) => {
    const { ledger, requests } = setUp();
    await ledger.record('prod', TRANSFER, many);
    requests.length = 0;
    await ledger.find('prod', filter, { limit: 1_000 });
    expect(requests.length).toBeLessThanOrEqual(most);
  });

  it.each([
    ['a digest of the repository', { repository: 'app', digest: digestOfText('1234') }, 4],
    ['a tag of the repository', { repository: 'app', tag: 'v1234' }, 2],
    ['a digest', { digest: digestOfText('1234') }, 5],
    ['a tag', { tag: 'v1234' }, 5],
    ['the repository', { repository: 'app' }, 11],
    ['everything', {}, 12],
  ])('%s, of 10,000 in one repository', async (_, filter, most) => {
    const { ledger, requests } = setUp();
    await ledger.record('prod', TRANSFER, large(10_000));
    requests.length = 0;
    expect(await ledger.count('prod', filter)).toBeGreaterThan(0);
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

  it('a page of a large repository reads few of its parts', async () => {
    const { ledger, requests } = setUp();
    await ledger.record('prod', TRANSFER, large(10_000));
    requests.length = 0;
    const { cursor = '' } = await ledger.find('prod', { repository: 'app' }, { limit: 100 });
    await ledger.find('prod', { repository: 'app' }, { limit: 100, cursor });
    expect(requests.length).toBeLessThanOrEqual(4);
  });

  it('a delivery to a large repository is one read and one write', async () => {
    const { ledger, requests } = setUp();
    await ledger.record('prod', TRANSFER, large(10_000));
    requests.length = 0;
    await ledger.record('prod', { ...TRANSFER, id: 't2' }, [APP]);
    expect(requests).toEqual([BUCKET, BUCKET]);
  });

  it('a delivery that is known already writes nothing', async () => {
    const { ledger, container } = setUp();
    await ledger.record('prod', TRANSFER, [APP]);
    const before = container.blobs.get(BUCKET);
    await ledger.record('prod', TRANSFER, [APP]);
    expect(container.blobs.get(BUCKET)).toBe(before);
  });

  it('a blob whose metadata somebody removed is read', async () => {
    const { ledger, container } = setUp();
    await ledger.record('prod', TRANSFER, [APP]);
    for (const blob of container.blobs.values()) delete blob.metadata;
    expect(await ledger.count('prod', { digest: APP.digest })).toBe(1);
  });
});

describe('a bucket with parts', () => {
  const parts = (container: FakeContainer) => [...container.blobs.keys()].filter((name) => name.includes('/parts/'));
  const tags = async (ledger: Ledger) =>
    (await ledger.find('prod', {}, { limit: 1_000 })).entries.map(({ tag }) => tag).sort();

  it('keeps those of one generation only, and none when little is left', async () => {
    // Prepare
    const { ledger, container } = setUp(SMALL);
    for (let index = 0; index < 20; index += 1) await ledger.record('prod', TRANSFER, large(index + 1).slice(index));
    const many = parts(container);

    // Act
    for (let index = 3; index < 20; index += 1) await ledger.remove('prod', { tag: `v${index}` });

    // Assess
    expect(many.length).toBeGreaterThan(4);
    expect(new Set(many.map((name) => name.split('/').at(-2))).size).toBe(1);
    expect(parts(container)).toEqual([]);
    expect(await tags(ledger)).toEqual(['v0', 'v1', 'v2']);
    await ledger.remove('prod', {});
    expect(container.blobs.size).toBe(0);
  });

  it('parts that a writer left who was cut off are nothing, and go with the next ones', async () => {
    // Prepare
    const { ledger, container } = setUp(SMALL);
    await ledger.record('prod', TRANSFER, large(3));
    container.beforeRequest = (name) => {
      if (name === BUCKET && parts(container).length > 0) throw refused(503, 'ServerBusy');
    };
    await expect(ledger.record('prod', TRANSFER, large(4))).rejects.toMatchObject({ transient: true });
    container.beforeRequest = () => {};
    const left = parts(container);

    // Act
    const before = await tags(ledger);
    await ledger.record('prod', TRANSFER, large(8));

    // Assess
    expect(left.length).toBeGreaterThan(0);
    expect(before).toEqual(['v0', 'v1', 'v2', 'v3']);
    expect(await tags(ledger)).toHaveLength(8);
    expect(parts(container).length).toBeGreaterThan(0);
    expect(parts(container)).not.toEqual(expect.arrayContaining([left[0]]));
  });

  it('is read on where it was written anew meanwhile', async () => {
    // Prepare
    const { ledger, container } = setUp(SMALL);
    await ledger.record('prod', TRANSFER, large(100));
    let reads = 0;
    container.beforeRequest = async (name) => {
      if (!name.includes('/parts/') || (reads += 1) !== 20) return;
      container.beforeRequest = () => {};
      await ledger.remove('prod', { tag: 'v0' });
    };

    // Act
    const { entries } = await ledger.find('prod', { repository: 'app' }, { limit: 1_000 });

    // Assess
    expect(reads).toBe(20);
    expect(new Set(entries.map(({ tag }) => tag)).size).toBe(entries.length);
    expect(entries.map(({ tag }) => tag)).toEqual(
      expect.arrayContaining(
        large(100)
          .slice(1)
          .map(({ tag }) => tag),
      ),
    );
  });

  it('what was in a part that somebody removed counts as new, and nothing else', async () => {
    const { ledger, container } = setUp(SMALL);
    await ledger.record('prod', TRANSFER, large(12));
    container.blobs.delete(parts(container)[1] ?? '');
    expect(await tags(ledger)).toHaveLength(9);
    await ledger.record('prod', TRANSFER, large(12));
    expect(await tags(ledger)).toHaveLength(12);
  });

  it('names a part that is broken', async () => {
    const { ledger, container } = setUp(SMALL);
    await ledger.record('prod', TRANSFER, large(12));
    const [name = ''] = parts(container);
    put(container, name, '{}');
    await expect(ledger.count('prod', {})).rejects.toMatchObject({
      code: 'ledger_unreadable',
      message: expect.stringContaining(`${container.url}/${name}`),
    });
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
    put(container, BUCKET, `${documentOf([])}${' '.repeat(others)}`);
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
  const row = ['v1', APP.digest, 0, 0, true];

  it.each([
    ['empty', ''],
    ['no JSON', '{"version":2,"repositories":['],
    ['of another version', documentOf([]).replace('"version":2', '"version":1')],
    ['a list', '[]'],
    ['without a generation', documentOf([]).replace('"generation":"g","', '"')],
    ['an entry without a digest', documentOf([[row[0], ...row.slice(2)]])],
    ['an entry with more', documentOf([[...row, 1]])],
    ['an entry of a delivery that is not there', documentOf([['v1', APP.digest, 0, 1, true]])],
    ['an entry twice', documentOf([row, row])],
    ['parts in another order', documentOf([row]).replace('{', '{"parts":["b","a"],')],
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
