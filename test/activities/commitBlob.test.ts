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
    // Prepare
    const { copyBlocks, commitBlob, storage } = await setUpCopy();
    await copyBlocks();
    storage.afterCommit = async () => {
      throw unavailable('commit');
    };
    await expect(commitBlob()).rejects.toMatchObject({ transient: true });

    // Act
    const again = await commitBlob();

    // Assess
    expect(again).toEqual({ committed: true });
    expect(storage.commits).toBe(1);
  });

  it('finds the commit of another that came first, where that was before its own commit', async () => {
    // Prepare
    const { copyBlocks, commitBlob, storage } = await setUpCopy();
    await copyBlocks();
    storage.beforeCommit = async () => {
      storage.beforeCommit = async () => {};
      await commitBlob();
    };

    // Act
    const end = await commitBlob();

    // Assess
    expect(end).toEqual({ committed: true });
    expect(storage.commits).toBe(1);
  });

  it('finds the commit of another that came first, where that was before its look at the blocks', async () => {
    // Prepare
    const { copyBlocks, commitBlob, storage, deps } = await setUpCopy();
    await copyBlocks();
    const { staged } = deps.blockLists;
    deps.blockLists.staged = async (...args) => {
      deps.blockLists.staged = staged;
      await commitBlob();
      return staged(...args);
    };

    // Act
    const end = await commitBlob();

    // Assess
    expect(end).toEqual({ committed: true });
    expect(storage.commits).toBe(1);
  });

  it('commits nothing when blocks are gone', async () => {
    // Prepare
    const { copyBlocks, commitBlob, storage } = await setUpCopy();
    await copyBlocks();
    storage.loseBlock(TARGET, NAME);

    // Act
    const committing = commitBlob();

    // Assess
    await expect(committing).rejects.toMatchObject({ code: 'blocks_missing', message: expect.stringMatching(/^1 /) });
    expect(storage.committed(TARGET, NAME)).toBeUndefined();
  });

  it('other content that came meanwhile is not overwritten', async () => {
    // Prepare
    const { copyBlocks, commitBlob, storage } = await setUpCopy();
    await copyBlocks();
    storage.beforeCommit = async () => {
      storage.put(TARGET, NAME, { size: 1, contentMd5: 'another' });
    };

    // Act
    const committing = commitBlob();

    // Assess
    await expect(committing).rejects.toMatchObject({ code: 'target_blob_conflict' });
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
    // Prepare
    const { copyBlocks, commitBlob, storage, blob } = await setUpCopy();
    const { etag } = storage.put(TARGET, NAME, { size: SIZE, contentMd5: blob.contentMd5 });
    await copyBlocks();

    // Act
    await commitBlob({ replaces: etag });

    // Assess
    expect(storage.commits).toBe(1);
  });

  it('an empty blob needs no block', async () => {
    // Prepare
    const { copyBlocks, commitBlob, storage } = await setUpCopy({ size: 0 });
    expect(await copyBlocks({ last: -1 })).toMatchObject({ complete: true });

    // Act
    await commitBlob();

    // Assess
    expect(storage.committed(TARGET, NAME)).toMatchObject({ size: 0 });
  });

  it('the metadata of the source is kept, category included', async () => {
    // Prepare
    const { copyBlocks, commitBlob, storage, blob } = await setUpCopy({
      metadata: { category: 'acr-transfer-blob', origin: 'low' },
    });
    await copyBlocks();

    // Act
    await commitBlob();

    // Assess
    expect(storage.committed(TARGET, NAME)?.metadata).toEqual({
      category: 'acr-transfer-blob',
      origin: 'low',
      ferrysourceetag: blob.etag,
    });
  });
});
