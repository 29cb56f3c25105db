import { unavailable } from '../helpers/fakeStorage';
import { TARGET } from '../helpers/route';
import { NAME, setUpCopy, SIZE } from './copyFixture';

describe('commitBlob', () => {
  it('makes the blob visible with the properties of the source, once', async () => {
    const { copyBlocks, commitBlob, storage, blob } = await setUpCopy({ contentType: 'application/x-tar' });
    await copyBlocks();
    expect(await commitBlob()).toEqual({ committed: true });
    expect(storage.committed(TARGET, NAME)).toMatchObject({
      size: SIZE,
      contentMd5: blob.contentMd5,
      contentType: 'application/x-tar',
      metadata: { category: 'acr-transfer-blob', ferrysourceetag: blob.etag },
    });
    expect(await commitBlob()).toEqual({ committed: true });
    expect(storage.commits).toBe(1);
  });

  it('a commit that lost its answer is recognised as done', async () => {
    const { copyBlocks, commitBlob, storage } = await setUpCopy();
    await copyBlocks();
    storage.afterCommit = async () => {
      throw unavailable('commit');
    };
    await expect(commitBlob()).rejects.toMatchObject({ transient: true });
    expect(await commitBlob()).toEqual({ committed: true });
    expect(storage.commits).toBe(1);
  });

  it('two at once: whoever comes second finds the commit of the first, wherever it was', async () => {
    const { copyBlocks, commitBlob, storage } = await setUpCopy();
    await copyBlocks();
    storage.beforeCommit = async () => {
      storage.beforeCommit = async () => {};
      await commitBlob();
    };
    expect(await commitBlob()).toEqual({ committed: true });
    expect(storage.commits).toBe(1);

    const other = await setUpCopy();
    await other.copyBlocks();
    const { staged } = other.deps.blockLists;
    other.deps.blockLists.staged = async (...args) => {
      other.deps.blockLists.staged = staged;
      await other.commitBlob();
      return staged(...args);
    };
    expect(await other.commitBlob()).toEqual({ committed: true });
    expect(other.storage.commits).toBe(1);
  });

  it('blocks that are gone: nothing is committed', async () => {
    const { copyBlocks, commitBlob, storage } = await setUpCopy();
    await copyBlocks();
    storage.loseBlock(TARGET, NAME);
    await expect(commitBlob()).rejects.toMatchObject({ code: 'blocks_missing', message: expect.stringMatching(/^1 /) });
    expect(storage.committed(TARGET, NAME)).toBeUndefined();
  });

  it('other content that came meanwhile is not overwritten', async () => {
    const { copyBlocks, commitBlob, storage } = await setUpCopy();
    await copyBlocks();
    storage.beforeCommit = async () => {
      storage.put(TARGET, NAME, { size: 1, contentMd5: 'another' });
    };
    await expect(commitBlob()).rejects.toMatchObject({ code: 'target_blob_conflict' });
    expect(storage.committed(TARGET, NAME)).toMatchObject({ size: 1, contentMd5: 'another' });
  });

  it('replaces the very blob that the plan says, and no other', async () => {
    const { copyBlocks, commitBlob, storage } = await setUpCopy();
    const { etag } = storage.put(TARGET, NAME, { size: 1, contentMd5: 'old' });
    await copyBlocks();
    await expect(commitBlob({ replaces: '"another"' })).rejects.toMatchObject({ code: 'target_blob_conflict' });
    expect(await commitBlob({ replaces: etag })).toEqual({ committed: true });
    expect(storage.committed(TARGET, NAME)).toMatchObject({ size: SIZE });
    expect(await commitBlob({ replaces: etag })).toEqual({ committed: true });
    expect(storage.commits).toBe(1);
  });

  it('the same content is written again where it is to be replaced', async () => {
    const { copyBlocks, commitBlob, storage, blob } = await setUpCopy();
    const { etag } = storage.put(TARGET, NAME, { size: SIZE, contentMd5: blob.contentMd5 });
    await copyBlocks();
    await commitBlob({ replaces: etag });
    expect(storage.commits).toBe(1);
  });

  it('an empty blob needs no block', async () => {
    const { copyBlocks, commitBlob, storage } = await setUpCopy({ size: 0 });
    expect(await copyBlocks({ last: -1 })).toMatchObject({ complete: true });
    await commitBlob();
    expect(storage.committed(TARGET, NAME)).toMatchObject({ size: 0 });
  });

  it('the metadata of the source is kept, category included', async () => {
    const { copyBlocks, commitBlob, storage, blob } = await setUpCopy({
      metadata: { category: 'acr-transfer-blob', origin: 'low' },
    });
    await copyBlocks();
    await commitBlob();
    expect(storage.committed(TARGET, NAME)?.metadata).toEqual({
      category: 'acr-transfer-blob',
      origin: 'low',
      ferrysourceetag: blob.etag,
    });
  });
});
