import { inspectExportedBlob } from '../../src/activities/copy/inspectExportedBlob';
import { writeExportManifest, writeManifest } from '../../src/activities/copy/writeManifest';
import { createFakes } from '../helpers/fakes';
import { record } from '../helpers/record';
import { exportOnlyRoute, SOURCE, TARGET } from '../helpers/route';
import { MIB, NAME, setUpCopy, SIZE } from './copyFixture';

describe('inspectExportedBlob', () => {
  it('answers what the copy needs, and the same the second time', async () => {
    const { blob, deps } = await setUpCopy({ contentType: 'application/x-tar' });
    expect(blob).toMatchObject({ name: NAME, size: SIZE, contentType: 'application/x-tar' });
    expect(await inspectExportedBlob(deps, { transferId: 't1', blobName: NAME })).toEqual(blob);
  });

  it('refuses a blob that is not there', async () => {
    const inspecting = inspectExportedBlob(createFakes().deps, { transferId: 't1', blobName: NAME });
    await expect(inspecting).rejects.toMatchObject({ code: 'exported_blob_missing' });
  });

  it('refuses a blob that lacks what an import relies on', async () => {
    // Prepare
    const { storage, deps } = createFakes();
    storage.put(SOURCE, NAME, { size: 1, metadata: {}, contentMd5: '' });

    // Act
    const inspecting = inspectExportedBlob(deps, { transferId: 't1', blobName: NAME });

    // Assess
    await expect(inspecting).rejects.toMatchObject({
      code: 'exported_blob_unfit',
      message: expect.stringContaining('a Content-MD5 and the metadata category=acr-transfer-blob'),
    });
  });
});

describe('planCopy', () => {
  const plan = { size: SIZE, blockSize: MIB, blockCount: 6, blocksPerRange: 3, lanes: 1 };

  it('cuts the blob into blocks of the route, and the same the second time', async () => {
    const { planCopy } = await setUpCopy();
    const planned = await planCopy();
    expect(planned).toEqual({ plan: { ...plan, strategy: 'server' }, committed: false, fallback: 'relay' });
    expect(await planCopy()).toEqual(planned);
    expect(await planCopy({ strategy: 'relay' })).toEqual({ plan: { ...plan, strategy: 'relay' }, committed: false });
  });

  it.each(['server', 'relay'] as const)('the strategy %s has nothing to fall back to', async (strategy) => {
    const { planCopy } = await setUpCopy({}, { strategy });
    expect(await planCopy()).toEqual({ plan: { ...plan, strategy }, committed: false });
  });

  it.each([
    ['never', { committed: true }],
    ['ifDifferent', { committed: true }],
    ['always', { committed: false, replaces: expect.any(String) as string }],
  ] as const)('plans for overwrite %s where the same content is there', async (overwrite, expected) => {
    // Prepare
    const { planCopy, storage, blob } = await setUpCopy({}, { overwrite });
    storage.put(TARGET, NAME, { size: SIZE, contentMd5: blob.contentMd5 });

    // Act
    const planned = await planCopy();

    // Assess
    expect(planned).toMatchObject(expected);
  });

  it.each(['ifDifferent', 'always'] as const)(
    'plans for overwrite %s where other content is there',
    async (overwrite) => {
      // Prepare
      const { planCopy, storage } = await setUpCopy({}, { overwrite });
      const { etag } = storage.put(TARGET, NAME, { size: SIZE, contentMd5: 'another' });

      // Act
      const planned = await planCopy();

      // Assess
      expect(planned).toMatchObject({ committed: false, replaces: etag });
    },
  );

  it('does not plan over other content for overwrite never', async () => {
    // Prepare
    const { planCopy, storage } = await setUpCopy({}, { overwrite: 'never' });
    storage.put(TARGET, NAME, { size: SIZE, contentMd5: 'another' });

    // Act
    const planning = planCopy();

    // Assess
    await expect(planning).rejects.toMatchObject({ code: 'target_blob_conflict' });
  });
});

it('writeExportManifest describes the blob in the container where it was exported, and says where both are', async () => {
  const { deps, storage, blob, transfers } = await setUpCopy();
  transfers.records.set('t1', record({ pinnedRoute: exportOnlyRoute() }));
  const planned = { artifact: 'app:v1', repository: 'app', tag: 'v1', digest: `sha256:${'a'.repeat(64)}` };
  const input = {
    ...{ transferId: 't1', blob, exportedAt: '2026-11-21T10:00:00.000Z' },
    batch: { name: 'b1', artifacts: [planned] },
  };
  for (let time = 0; time < 2; time += 1) {
    expect(await writeExportManifest(deps, input)).toEqual({
      blob: `${SOURCE.containerUri}/${NAME}`,
      manifest: `${SOURCE.containerUri}/${NAME}.manifest.json`,
      size: SIZE,
      contentMd5: blob.contentMd5,
    });
    expect([...storage.documents]).toEqual([
      [
        `${SOURCE.containerUri}/${NAME}.manifest.json`,
        {
          version: 1,
          transferId: 't1',
          route: 'prod',
          blob: { name: NAME, size: SIZE, contentMd5: blob.contentMd5 },
          artifacts: [planned],
          exportedAt: input.exportedAt,
        },
      ],
    ]);
  }
});

it.each(['replaced', 'deleted'])(
  'writeExportManifest describes no blob that was %s since it was seen',
  async (what) => {
    const { deps, storage, blob, transfers } = await setUpCopy();
    transfers.records.set('t1', record({ pinnedRoute: exportOnlyRoute() }));
    if (what === 'replaced') storage.put(SOURCE, NAME, { size: SIZE });
    else await storage.blobs.remove(SOURCE, NAME);
    const input = {
      transferId: 't1',
      blob,
      exportedAt: '2026-11-21T10:00:00.000Z',
      batch: { name: 'b1', artifacts: [] },
    };
    const code = what === 'replaced' ? 'exported_blob_unfit' : 'exported_blob_missing';
    await expect(writeExportManifest(deps, input)).rejects.toMatchObject({ code });
    expect(storage.documents.size).toBe(0);
  },
);

it('writeManifest says whose import it is, holds no secret, and writes the same the second time', async () => {
  const { deps, storage, blob } = await setUpCopy();
  const leftOut = { parts: [{ digest: `sha256:${'b'.repeat(64)}`, mediaType: 'foreign', size: 7 }] };
  const batch = {
    name: 'b1',
    artifacts: [{ artifact: 'app:v1', repository: 'app', tag: 'v1', digest: `sha256:${'a'.repeat(64)}`, leftOut }],
  };
  const input = { transferId: 't1', batch, blob, exportedAt: '2026-11-21T10:00:00.000Z' };
  const write = (manifest: typeof input) => writeManifest(deps, manifest);
  expect(await write(input)).toEqual({ written: true });
  expect([...storage.documents.keys()]).toEqual([expect.stringMatching(/\/prod-t1-b1\.tar\.gz\.manifest\.json$/)]);
  const [written] = storage.documents.values();
  expect(written).toEqual({
    version: 1,
    transferId: 't1',
    route: 'prod',
    blob: { name: NAME, size: SIZE, contentMd5: blob.contentMd5 },
    artifacts: batch.artifacts,
    exportedAt: input.exportedAt,
  });
  await write(input);
  expect([...storage.documents.values()]).toEqual([written]);
});
