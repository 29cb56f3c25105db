import { cleanUp } from '../../src/activities/upkeep/cleanUp';
import { isDiscarded } from '../../src/domain/copy/exportedBlob';
import { AccessDeniedError } from '../../src/domain/failures/errors';
import { manifestNameFor } from '../../src/domain/names';
import type { BatchReport } from '../../src/domain/report/report';
import { blobUri } from '../../src/domain/route';
import { unavailable } from '../helpers/fakeStorage';
import { record } from '../helpers/record';
import { route, SOURCE, TARGET } from '../helpers/route';
import { until } from '../local/callHttp';
import { NAME, setUpCopy, SIZE } from './copyFixture';

const MANIFEST = manifestNameFor(NAME);
const EXPORTED: BatchReport = {
  batch: 'b1',
  outcome: 'failed',
  artifacts: ['app:v1'],
  blob: NAME,
  exportRun: { resourceId: '/runs/e1', outcome: 'succeeded' },
};
const SUCCEEDED: BatchReport = {
  ...EXPORTED,
  outcome: 'succeeded',
  importRun: { resourceId: '/runs/i1', outcome: 'succeeded' },
};

/** A batch whose blob was exported, described and copied, and which has ended as `report` says. */
async function setUp(report: BatchReport, { keepBlobs = false, isExportSeen = true } = {}) {
  const copy = await setUpCopy();
  const { storage, transfers, blob, deps } = copy;
  transfers.records.set('t1', record({ pinnedRoute: route({ keepBlobs }) }));
  const exported = isExportSeen ? { exported: blob } : {};
  await transfers.writeBatchResult('t1', { report, artifacts: [], failures: [], ...exported });
  storage.put(TARGET, MANIFEST, { size: 1 });
  return {
    ...copy,
    cleanUp: () => cleanUp(deps, { transferId: 't1', batch: 'b1' }),
    found: () => transfers.readCleanUp('t1', 'b1'),
    isThere: () => [
      storage.committed(SOURCE, NAME) !== undefined,
      storage.committed(TARGET, NAME) !== undefined,
      storage.committed(TARGET, MANIFEST) !== undefined,
    ],
  };
}

const copied = async ({ copyBlocks, commitBlob }: Awaited<ReturnType<typeof setUp>>): Promise<void> => {
  await copyBlocks();
  await commitBlob();
};

describe('after everything was verified', () => {
  it('removes the exported blob, the copy and the manifest, nothing else, and the same the second time', async () => {
    const batch = await setUp(SUCCEEDED);
    await copied(batch);
    for (const end of [SOURCE, TARGET]) batch.storage.put(end, 'y.tar.gz', { size: 1 });
    for (let time = 0; time < 2; time += 1) {
      expect(await batch.cleanUp()).toEqual({ left: 0 });
      expect(batch.isThere()).toEqual([false, false, false]);
      expect(await batch.found()).toEqual({ left: [], failures: [] });
    }
    for (const end of [SOURCE, TARGET]) expect(batch.storage.committed(end, 'y.tar.gz')).toBeDefined();
  });

  it('names them where the route keeps them', async () => {
    const batch = await setUp(SUCCEEDED, { keepBlobs: true });
    await copied(batch);
    expect(await batch.cleanUp()).toEqual({ left: 3 });
    expect(batch.isThere()).toEqual([true, true, true]);
    const why = 'The route says keepBlobs.';
    expect((await batch.found())?.left).toEqual([
      { blob: blobUri(SOURCE, NAME), why },
      { blob: blobUri(TARGET, NAME), why },
      { blob: blobUri(TARGET, MANIFEST), why },
    ]);
  });

  it('one blob that cannot be removed keeps no other, is named, and is tried again', async () => {
    // Prepare
    const batch = await setUp(SUCCEEDED);
    await copied(batch);
    const { remove } = batch.deps.blobs;
    batch.deps.blobs.remove = async (end, name) => {
      if (end.containerUri === SOURCE.containerUri) throw unavailable('delete the blob: 412 LeaseIdMissing');
      return remove(end, name);
    };

    // Act
    const first = batch.cleanUp();

    // Assess
    await expect(first).rejects.toMatchObject({ code: 'service_unavailable', transient: true });
    expect(batch.isThere()).toEqual([true, false, false]);
    expect(await batch.found()).toEqual({
      left: [{ blob: blobUri(SOURCE, NAME), why: expect.stringContaining('LeaseIdMissing') as string }],
      failures: [expect.objectContaining({ code: 'service_unavailable' })],
    });
    batch.deps.blobs.remove = remove;
    expect(await batch.cleanUp()).toEqual({ left: 0 });
    expect(await batch.found()).toEqual({ left: [], failures: [] });
  });
});

it('what hangs at one end holds up nothing at the other', async () => {
  // Prepare
  const batch = await setUp(SUCCEEDED);
  await copied(batch);
  const { remove } = batch.deps.blobs;
  let answer = (): void => {};
  batch.deps.blobs.remove = async (end, name) => {
    if (end.containerUri === SOURCE.containerUri) await new Promise<void>((resolve) => (answer = resolve));
    return remove(end, name);
  };

  // Act
  const cleaned = batch.cleanUp();

  // Assess
  await until(() => !batch.isThere()[1] && !batch.isThere()[2]);
  answer();
  expect(await cleaned).toEqual({ left: 0 });
});

it('what is refused is tried again too: a role, or a renewed SAS, takes effect late', async () => {
  const batch = await setUp(SUCCEEDED);
  batch.deps.blobs.remove = () => Promise.reject(new AccessDeniedError('delete it', 'a role', { words: '403' }));
  await expect(batch.cleanUp()).rejects.toMatchObject({ code: 'access_denied', mayPassSoon: true });
  expect((await batch.found())?.failures).toContainEqual(expect.objectContaining({ code: 'access_denied' }));
});

describe('before an import run was begun', () => {
  it('removes staged blocks, the manifest and the exported blob', async () => {
    const batch = await setUp(EXPORTED);
    await batch.copyBlocks({ last: 2 });
    expect(await batch.cleanUp()).toEqual({ left: 0 });
    expect(batch.storage.stagedBlocks(TARGET, NAME).size).toBe(0);
    expect(batch.isThere()).toEqual([false, false, false]);
    expect(await batch.cleanUp()).toEqual({ left: 0 });
  });

  it('takes a committed copy away, before the registry imports it by itself', async () => {
    const batch = await setUp(EXPORTED);
    await copied(batch);
    await batch.cleanUp();
    expect(batch.isThere()).toEqual([false, false, false]);
  });

  it('finishes a discard that was cut off before it removed its empty blob', async () => {
    const batch = await setUp(EXPORTED);
    await batch.copyBlocks({ last: 2 });
    await batch.deps.blockLists.discard(TARGET, NAME);
    expect(isDiscarded(batch.storage.committed(TARGET, NAME)!)).toBe(true);
    await batch.cleanUp();
    expect(batch.isThere()).toEqual([false, false, false]);
  });

  it('keeps the exported blob where the route says so, and never a copy', async () => {
    const batch = await setUp(EXPORTED, { keepBlobs: true });
    await copied(batch);
    expect(await batch.cleanUp()).toEqual({ left: 1 });
    expect(batch.isThere()).toEqual([true, false, false]);
  });

  it('leaves alone what is not its own: a blob that the copy would not replace, an export that was replaced', async () => {
    const batch = await setUp(EXPORTED);
    const theirs = batch.storage.put(TARGET, NAME, { size: SIZE, contentMd5: 'another' });
    batch.storage.put(SOURCE, NAME, { size: SIZE });
    expect(await batch.cleanUp()).toEqual({ left: 1 });
    expect(batch.storage.committed(TARGET, NAME)).toEqual(theirs);
    expect(batch.isThere()).toEqual([true, true, false]);
    expect((await batch.found())?.left[0]?.why).toContain('something replaced it');
  });

  it('names an exported blob that nobody saw whole, where there is one', async () => {
    const batch = await setUp(EXPORTED, { isExportSeen: false });
    expect(await batch.cleanUp()).toEqual({ left: 1 });
    expect(batch.isThere()).toEqual([true, false, false]);
    await batch.deps.blobs.remove(SOURCE, NAME);
    expect(await batch.cleanUp()).toEqual({ left: 0 });
  });

  it('names a copy of which nobody knows whether it is the exported blob', async () => {
    const batch = await setUp(EXPORTED, { isExportSeen: false });
    await copied(batch);
    await batch.deps.blobs.remove(SOURCE, NAME);
    expect(await batch.cleanUp()).toEqual({ left: 1 });
    expect(batch.isThere()).toEqual([false, true, false]);
    expect((await batch.found())?.left).toMatchObject([{ blob: blobUri(TARGET, NAME) }]);
  });

  it.each(['overdue', 'leftRunning', 'unknown'] as const)(
    'names the blob of an export run that is %s, although it is not there yet',
    async (outcome) => {
      const batch = await setUp({ ...EXPORTED, exportRun: { resourceId: '/runs/e1', outcome } });
      await batch.deps.blobs.remove(SOURCE, NAME);
      expect(await batch.cleanUp()).toEqual({ left: 1 });
      const why = 'The pipeline run /runs/e1 may still write it.';
      expect(await batch.found()).toEqual({ left: [{ blob: blobUri(SOURCE, NAME), why }], failures: [] });
    },
  );
});

describe('after an import run was begun, and not everything was verified', () => {
  it.each([
    ['succeeded', 'Not every artifact of it was found in the target registry.'],
    ['failed', 'Not every artifact of it was found in the target registry.'],
    ['leftRunning', 'The pipeline run /runs/i1 may still read it.'],
    ['unknown', 'The pipeline run /runs/i1 may still read it.'],
  ] as const)('removes nothing, and names it all: the run is %s', async (outcome, why) => {
    const batch = await setUp({ ...EXPORTED, importRun: { resourceId: '/runs/i1', outcome } });
    await copied(batch);
    expect(await batch.cleanUp()).toEqual({ left: 3 });
    expect(batch.isThere()).toEqual([true, true, true]);
    expect((await batch.found())?.left.map((left) => left.why)).toEqual([why, why, why]);
  });
});

it('a batch that made nothing has nothing to clean up', async () => {
  const { blob: _blob, exportRun: _run, ...nothing } = EXPORTED;
  const batch = await setUp(nothing, { isExportSeen: false });
  expect(await batch.cleanUp()).toEqual({ left: 0 });
  expect(await batch.found()).toBeUndefined();
});
