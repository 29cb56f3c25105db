import { inspectExportedBlob } from '../../src/activities/copy/inspectExportedBlob';
import { writeManifest } from '../../src/activities/copy/writeManifest';
import { manifestNameFor } from '../../src/domain/names';
import { createFakes } from '../helpers/fakes';
import { SOURCE, TARGET } from '../helpers/route';
import { MIB, NAME, setUpCopy, SIZE } from './copyFixture';

describe('inspectExportedBlob', () => {
  it('answers what the copy needs, the same twice', async () => {
    const { blob, deps } = await setUpCopy({ contentType: 'application/x-tar' });
    expect(blob).toMatchObject({ name: NAME, size: SIZE, contentType: 'application/x-tar' });
    expect(await inspectExportedBlob(deps, { route: 'prod', blobName: NAME })).toEqual(blob);
  });

  it('a blob that is not there, or lacks what an import relies on', async () => {
    const { storage, deps } = createFakes();
    const inspect = (input: { route: string; blobName: string }) => inspectExportedBlob(deps, input);
    await expect(inspect({ route: 'prod', blobName: NAME })).rejects.toMatchObject({ code: 'exported_blob_missing' });
    storage.put(SOURCE, NAME, { size: 1, metadata: {}, contentMd5: '' });
    await expect(inspect({ route: 'prod', blobName: NAME })).rejects.toMatchObject({
      code: 'exported_blob_unfit',
      message: expect.stringContaining('a Content-MD5 and the metadata category=acr-transfer-blob'),
    });
  });
});

describe('planCopy', () => {
  const plan = { size: SIZE, blockSize: MIB, blockCount: 6, blocksPerRange: 4, lanes: 1 };

  it('cuts the blob into blocks of the route; the same twice', async () => {
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
  ] as const)('overwrite %s, where the same content is there', async (overwrite, planned) => {
    const { planCopy, storage, blob } = await setUpCopy({}, { overwrite });
    storage.put(TARGET, NAME, { size: SIZE, contentMd5: blob.contentMd5 });
    expect(await planCopy()).toMatchObject(planned);
  });

  it.each(['ifDifferent', 'always'] as const)('overwrite %s, where other content is there', async (overwrite) => {
    const { planCopy, storage } = await setUpCopy({}, { overwrite });
    const { etag } = storage.put(TARGET, NAME, { size: SIZE, contentMd5: 'another' });
    expect(await planCopy()).toMatchObject({ committed: false, replaces: etag });
  });

  it('overwrite never: does not plan over other content', async () => {
    const { planCopy, storage } = await setUpCopy({}, { overwrite: 'never' });
    storage.put(TARGET, NAME, { size: SIZE, contentMd5: 'another' });
    await expect(planCopy()).rejects.toMatchObject({ code: 'target_blob_conflict' });
  });
});

describe('discardCopy', () => {
  it('leaves no uncommitted block, no manifest and no blob; a second time there is nothing to do', async () => {
    const { copyBlocks, discardCopy, storage } = await setUpCopy();
    await copyBlocks({ last: 2 });
    storage.put(TARGET, manifestNameFor(NAME), { size: 1 });
    expect(await discardCopy()).toEqual({ discardedBlocks: 3 });
    expect(storage.stagedBlocks(TARGET, NAME).size).toBe(0);
    expect(storage.committed(TARGET, manifestNameFor(NAME))).toBeUndefined();
    expect(await discardCopy()).toEqual({ discardedBlocks: 0 });
    expect(storage.committed(SOURCE, NAME)).toBeDefined();
  });

  it('finishes a discard that was cut off before it deleted', async () => {
    const { copyBlocks, discardCopy, storage, deps } = await setUpCopy();
    await copyBlocks({ last: 2 });
    const { remove } = deps.blobs;
    deps.blobs.remove = () => Promise.reject(new Error('cut off'));
    await expect(discardCopy()).rejects.toThrow('cut off');
    expect(storage.committed(TARGET, NAME)).toMatchObject({ size: 0 });
    deps.blobs.remove = remove;
    await discardCopy();
    expect(storage.committed(TARGET, NAME)).toBeUndefined();
  });

  it('takes a committed copy away too, before the registry imports it by itself', async () => {
    const { copyBlocks, commitBlob, discardCopy, storage } = await setUpCopy();
    await copyBlocks();
    await commitBlob();
    await discardCopy();
    expect(storage.committed(TARGET, NAME)).toBeUndefined();
  });

  it('leaves alone what is not a copy: the blob that the copy would not replace', async () => {
    const { discardCopy, storage } = await setUpCopy({}, { overwrite: 'never' });
    const theirs = storage.put(TARGET, NAME, { size: SIZE, contentMd5: 'another' });
    await discardCopy();
    expect(storage.committed(TARGET, NAME)).toEqual(theirs);
  });
});

it('writeManifest says whose import it is, and holds no secret; a second time writes the same', async () => {
  const { deps, storage, blob } = await setUpCopy();
  const batch = {
    name: 'b1',
    artifacts: [{ artifact: 'app:v1', repository: 'app', tag: 'v1', digest: `sha256:${'a'.repeat(64)}` }],
  };
  const input = { transferId: 't1', route: 'prod', batch, blob, exportedAt: '2026-11-21T10:00:00.000Z' };
  const write = (manifest: typeof input) => writeManifest(deps, manifest);
  expect(await write(input)).toEqual({ name: `${NAME}.manifest.json` });
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
