import { CANCELED } from '../../src/domain/failures/ending';
import { AccessDeniedError, CopySourceRefusedError } from '../../src/domain/failures/errors';
import type { Failure } from '../../src/domain/failures/failure';
import { SOURCE, TARGET } from '../helpers/route';
import { NAME, setUpCopy, SIZE } from './copyFixture';

describe('copyBlocks', () => {
  it('the second time stages nothing', async () => {
    const { copyBlocks, storage, plan } = await setUpCopy();
    expect(await copyBlocks()).toMatchObject({ complete: true });
    expect([...storage.staged].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await copyBlocks()).toMatchObject({ complete: true });
    expect(storage.staged).toHaveLength(plan.blockCount);
    expect(storage.committed(TARGET, NAME)).toBeUndefined();
  });

  it('stages its own range only', async () => {
    const { copyBlocks, storage } = await setUpCopy();
    await copyBlocks({ first: 2, last: 3 });
    expect([...storage.staged].sort()).toEqual([2, 3]);
  });

  it('cut off at block 3, the second time stages only the missing ones', async () => {
    const { copyBlocks, storage } = await setUpCopy();
    storage.beforeStage = async ({ index }) => {
      if (index === 3) throw new AccessDeniedError('copy block 3', 'a role', { words: '403' });
    };
    await expect(copyBlocks()).rejects.toMatchObject({ code: 'access_denied' });
    const first = [...storage.staged];
    expect(first).not.toContain(3);
    storage.beforeStage = async () => {};
    await copyBlocks();
    expect([...storage.staged].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(storage.staged.slice(first.length)).toContain(3);
  });

  it('a refusal by the source is told where another strategy may follow, and thrown where none may', async () => {
    const { copyBlocks, storage } = await setUpCopy();
    storage.beforeStage = async () => {
      throw new CopySourceRefusedError('copy block 0', { words: '403' });
    };
    expect(await copyBlocks({ mayFallBack: true })).toMatchObject({
      complete: false,
      refused: expect.objectContaining({ code: 'copy_source_refused', message: expect.any(String) }) as Failure,
    });
    await expect(copyBlocks()).rejects.toMatchObject({ code: 'copy_source_refused' });
  });

  it('a failure of the target is no refusal of the source', async () => {
    const { copyBlocks, storage } = await setUpCopy();
    storage.beforeStage = async () => {
      throw new AccessDeniedError('copy block 0', 'a role', { words: '403' });
    };
    await expect(copyBlocks({ mayFallBack: true })).rejects.toMatchObject({ code: 'access_denied' });
  });

  it('a staged block of another length is not taken for good', async () => {
    const { copyBlocks, storage } = await setUpCopy();
    await copyBlocks();
    const [id] = storage.stagedBlocks(TARGET, NAME).keys();
    storage.stagedBlocks(TARGET, NAME).set(id as string, 1);
    await copyBlocks();
    expect(storage.staged).toHaveLength(7);
  });

  it('a source that changed stops it', async () => {
    const { copyBlocks, storage, blob } = await setUpCopy();
    storage.put(SOURCE, NAME, { size: SIZE, contentMd5: blob.contentMd5 });
    await expect(copyBlocks()).rejects.toMatchObject({ code: 'source_blob_changed', transient: false });
    expect(storage.staged).toEqual([]);
  });

  it('canceled before it begins: nothing is staged', async () => {
    const { copyBlocks, storage, transfers } = await setUpCopy();
    await transfers.requestCancel('t1');
    expect(await copyBlocks()).toBe(CANCELED);
    expect(storage.staged).toEqual([]);
  });

  it('canceled between blocks: stops, and says so', async () => {
    const { copyBlocks, storage, transfers } = await setUpCopy();
    storage.beforeStage = async ({ index }) => {
      if (index === 1) await transfers.requestCancel('t1');
    };
    expect(await copyBlocks()).toBe(CANCELED);
    expect(storage.staged.length).toBeLessThan(6);
    expect(storage.committed(TARGET, NAME)).toBeUndefined();
  });

  it('never more blocks in flight than the route allows', async () => {
    const { copyBlocks, storage } = await setUpCopy();
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
