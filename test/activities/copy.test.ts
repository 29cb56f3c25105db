import { createCommitBlob } from '../../src/activities/commitBlob';
import { createCopyBlocks } from '../../src/activities/copyBlocks';
import { createDiscardCopy } from '../../src/activities/discardCopy';
import { createInspectExportedBlob } from '../../src/activities/inspectExportedBlob';
import { createPlanCopy } from '../../src/activities/planCopy';
import { createWriteManifest } from '../../src/activities/writeManifest';
import type { BlobProperties, ExportedBlob } from '../../src/transfer/exportedBlob';
import { manifestNameFor } from '../../src/transfer/names';
import { createFakes } from '../helpers/fakes';
import { unavailable } from '../helpers/fakeStorage';
import { SOURCE, TARGET } from '../helpers/route';

const NAME = 'prod-t1-b1.tar.gz';
const MIB = 1024 * 1024;
const SIZE = 5 * MIB + 3;

async function setUp(properties: Partial<BlobProperties> = {}) {
  const fakes = createFakes();
  fakes.storage.put(SOURCE, NAME, { size: SIZE, ...properties });
  const blob = await createInspectExportedBlob(fakes.deps)({ route: 'prod', blobName: NAME });
  const planCopy = createPlanCopy(fakes.deps);
  const { size, blockSize, blockCount } = await planCopy({ route: 'prod', blob });
  const plan = { size, blockSize, blockCount };
  const range = { transferId: 't1', route: 'prod', blob, plan, first: 0, last: plan.blockCount - 1 };
  const copyBlocks = createCopyBlocks(fakes.deps);
  const commitBlob = createCommitBlob(fakes.deps);
  return {
    ...fakes,
    blob,
    plan,
    planCopy: () => planCopy({ route: 'prod', blob }),
    copyBlocks: (changes: Partial<typeof range> = {}) => copyBlocks({ ...range, ...changes }),
    commitBlob: (changes: { blob?: ExportedBlob } = {}) => commitBlob({ route: 'prod', blob, plan, ...changes }),
    discardCopy: () => createDiscardCopy(fakes.deps)({ route: 'prod', blobName: NAME }),
  };
}

describe('inspectExportedBlob', () => {
  test('answers what the copy needs, the same twice', async () => {
    const { blob, deps } = await setUp({ contentType: 'application/x-tar' });
    expect(blob).toMatchObject({ name: NAME, size: SIZE, contentType: 'application/x-tar' });
    expect(await createInspectExportedBlob(deps)({ route: 'prod', blobName: NAME })).toEqual(blob);
  });

  test('a blob that is not there, or lacks what an import relies on', async () => {
    const { storage, deps } = createFakes();
    const inspect = createInspectExportedBlob(deps);
    await expect(inspect({ route: 'prod', blobName: NAME })).rejects.toMatchObject({ code: 'exported_blob_missing' });
    storage.put(SOURCE, NAME, { size: 1, metadata: {}, contentMd5: '' });
    await expect(inspect({ route: 'prod', blobName: NAME })).rejects.toMatchObject({
      code: 'exported_blob_unfit',
      message: expect.stringContaining('a Content-MD5 and the metadata category=acr-transfer-blob'),
    });
  });
});

describe('planCopy', () => {
  test('cuts the blob into blocks of the route; the same twice', async () => {
    const { planCopy } = await setUp();
    const plan = await planCopy();
    expect(plan).toEqual({ size: SIZE, blockSize: MIB, blockCount: 6, blocksPerActivity: 4, committed: false });
    expect(await planCopy()).toEqual(plan);
  });

  test('recognises a copy that is done, whatever its ETag', async () => {
    const { planCopy, storage, blob } = await setUp();
    storage.put(TARGET, NAME, { size: SIZE, contentMd5: blob.contentMd5 });
    expect(await planCopy()).toMatchObject({ committed: true });
  });

  test('does not plan over other content', async () => {
    const { planCopy, storage } = await setUp();
    storage.put(TARGET, NAME, { size: SIZE, contentMd5: 'another' });
    await expect(planCopy()).rejects.toMatchObject({ code: 'target_blob_conflict' });
  });
});

describe('copyBlocks', () => {
  test('the second time stages nothing', async () => {
    const { copyBlocks, storage, plan } = await setUp();
    expect(await copyBlocks()).toEqual({ cancelRequested: false });
    expect([...storage.staged].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await copyBlocks()).toEqual({ cancelRequested: false });
    expect(storage.staged).toHaveLength(plan.blockCount);
    expect(storage.committed(TARGET, NAME)).toBeUndefined();
  });

  test('stages its own range only', async () => {
    const { copyBlocks, storage } = await setUp();
    await copyBlocks({ first: 2, last: 3 });
    expect([...storage.staged].sort()).toEqual([2, 3]);
  });

  test('cut off at block 3, the second time stages only the missing ones', async () => {
    const { copyBlocks, storage } = await setUp();
    storage.beforeStage = async ({ index }) => {
      if (index === 3) throw unavailable('copy block 3');
    };
    await expect(copyBlocks()).rejects.toMatchObject({ code: 'service_unavailable', transient: true });
    const first = [...storage.staged];
    expect(first).not.toContain(3);
    storage.beforeStage = async () => {};
    await copyBlocks();
    expect([...storage.staged].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(storage.staged.slice(first.length)).toContain(3);
  });

  test('begins no block after one has failed, and nothing goes on when it has thrown', async () => {
    const { copyBlocks, storage } = await setUp();
    const begun: number[] = [];
    storage.beforeStage = async ({ index }) => {
      begun.push(index);
      if (index === 0) throw unavailable('copy block 0');
      await new Promise((resolve) => setImmediate(resolve));
    };
    await expect(copyBlocks()).rejects.toThrow('block 0');
    const afterThrow = begun.length;
    expect(begun.sort()).toEqual([0, 1]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun).toHaveLength(afterThrow);
    expect(storage.staged).toEqual([1]);
  });

  test('a staged block of another length is not taken for good', async () => {
    const { copyBlocks, storage } = await setUp();
    await copyBlocks();
    const [id] = storage.stagedBlocks(TARGET, NAME).keys();
    storage.stagedBlocks(TARGET, NAME).set(id as string, 1);
    await copyBlocks();
    expect(storage.staged).toHaveLength(7);
  });

  test('a source that changed stops it', async () => {
    const { copyBlocks, storage, blob } = await setUp();
    storage.put(SOURCE, NAME, { size: SIZE, contentMd5: blob.contentMd5 });
    await expect(copyBlocks()).rejects.toMatchObject({ code: 'source_blob_changed', transient: false });
    expect(storage.staged).toEqual([]);
  });

  test('canceled before it begins: nothing is staged', async () => {
    const { copyBlocks, storage, transfers } = await setUp();
    await transfers.requestCancel('t1');
    expect(await copyBlocks()).toEqual({ cancelRequested: true });
    expect(storage.staged).toEqual([]);
  });

  test('canceled between blocks: stops, and says so', async () => {
    const { copyBlocks, storage, transfers } = await setUp();
    storage.beforeStage = async ({ index }) => {
      if (index === 1) await transfers.requestCancel('t1');
    };
    expect(await copyBlocks()).toEqual({ cancelRequested: true });
    expect(storage.staged.length).toBeLessThan(6);
    expect(storage.committed(TARGET, NAME)).toBeUndefined();
  });

  test('never more blocks in flight than the route allows', async () => {
    const { copyBlocks, storage } = await setUp();
    let inFlight = 0;
    let most = 0;
    storage.beforeStage = async () => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await new Promise((resolve) => setImmediate(resolve));
      inFlight -= 1;
    };
    await copyBlocks();
    expect(most).toBe(2);
  });
});

describe('commitBlob', () => {
  test('makes the blob visible with the properties of the source, once', async () => {
    const { copyBlocks, commitBlob, storage, blob } = await setUp({ contentType: 'application/x-tar' });
    await copyBlocks();
    expect(await commitBlob()).toEqual({ committed: true });
    expect(storage.committed(TARGET, NAME)).toMatchObject({
      size: SIZE,
      contentMd5: blob.contentMd5,
      contentType: 'application/x-tar',
      metadata: { category: 'acr-transfer-blob' },
    });
    expect(await commitBlob()).toEqual({ committed: true });
    expect(storage.commits).toBe(1);
  });

  test('a commit that lost its answer is recognised as done', async () => {
    const { copyBlocks, commitBlob, storage } = await setUp();
    await copyBlocks();
    storage.afterCommit = async () => {
      throw unavailable('commit');
    };
    await expect(commitBlob()).rejects.toMatchObject({ transient: true });
    expect(await commitBlob()).toEqual({ committed: true });
    expect(storage.commits).toBe(1);
  });

  test('two at once: whoever comes second finds the commit of the first, wherever it was', async () => {
    const { copyBlocks, commitBlob, storage } = await setUp();
    await copyBlocks();
    storage.beforeCommit = async () => {
      storage.beforeCommit = async () => {};
      await commitBlob();
    };
    expect(await commitBlob()).toEqual({ committed: true });
    expect(storage.commits).toBe(1);

    const other = await setUp();
    await other.copyBlocks();
    const { stagedBlocks } = other.deps.blockCopy;
    other.deps.blockCopy.stagedBlocks = async (...args) => {
      other.deps.blockCopy.stagedBlocks = stagedBlocks;
      await other.commitBlob();
      return stagedBlocks(...args);
    };
    expect(await other.commitBlob()).toEqual({ committed: true });
    expect(other.storage.commits).toBe(1);
  });

  test('blocks that are gone: nothing is committed', async () => {
    const { copyBlocks, commitBlob, storage } = await setUp();
    await copyBlocks();
    storage.loseBlock(TARGET, NAME);
    await expect(commitBlob()).rejects.toMatchObject({ code: 'blocks_missing', message: expect.stringMatching(/^1 /) });
    expect(storage.committed(TARGET, NAME)).toBeUndefined();
  });

  test('other content that came meanwhile is not overwritten', async () => {
    const { copyBlocks, commitBlob, storage } = await setUp();
    await copyBlocks();
    storage.beforeCommit = async () => {
      storage.put(TARGET, NAME, { size: 1, contentMd5: 'another' });
    };
    await expect(commitBlob()).rejects.toMatchObject({ code: 'target_blob_conflict' });
    expect(storage.committed(TARGET, NAME)).toMatchObject({ size: 1, contentMd5: 'another' });
  });

  test('an empty blob needs no block', async () => {
    const { copyBlocks, commitBlob, storage } = await setUp({ size: 0 });
    expect(await copyBlocks()).toEqual({ cancelRequested: false });
    await commitBlob();
    expect(storage.committed(TARGET, NAME)).toMatchObject({ size: 0 });
  });

  test('the metadata of the source is kept, category included', async () => {
    const { copyBlocks, commitBlob, storage } = await setUp({
      metadata: { category: 'acr-transfer-blob', origin: 'low' },
    });
    await copyBlocks();
    await commitBlob();
    expect(storage.committed(TARGET, NAME)?.metadata).toEqual({ category: 'acr-transfer-blob', origin: 'low' });
  });
});

describe('discardCopy', () => {
  test('leaves no uncommitted block, no manifest and no blob; a second time there is nothing to do', async () => {
    const { copyBlocks, discardCopy, storage } = await setUp();
    await copyBlocks({ last: 2 });
    storage.put(TARGET, manifestNameFor(NAME), { size: 1 });
    expect(await discardCopy()).toEqual({ discardedBlocks: 3 });
    expect(storage.stagedBlocks(TARGET, NAME).size).toBe(0);
    expect(storage.committed(TARGET, manifestNameFor(NAME))).toBeUndefined();
    expect(await discardCopy()).toEqual({ discardedBlocks: 0 });
    expect(storage.committed(SOURCE, NAME)).toBeDefined();
  });

  test('takes a committed copy away too, before the registry imports it by itself', async () => {
    const { copyBlocks, commitBlob, discardCopy, storage } = await setUp();
    await copyBlocks();
    await commitBlob();
    await discardCopy();
    expect(storage.committed(TARGET, NAME)).toBeUndefined();
  });
});

test('writeManifest says whose import it is, and holds no secret; a second time writes the same', async () => {
  const { deps, storage, blob } = await setUp();
  const batch = {
    name: 'b1',
    artifacts: [{ artifact: 'app:v1', repository: 'app', tag: 'v1', digest: `sha256:${'a'.repeat(64)}` }],
  };
  const input = { transferId: 't1', route: 'prod', batch, blob, exportedAt: '2026-11-21T10:00:00.000Z' };
  const write = createWriteManifest(deps);
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
