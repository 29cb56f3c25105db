import { CANCELED } from '../../src/domain/failures/ending';
import { AccessDeniedError, CopySourceRefusedError } from '../../src/domain/failures/errors';
import type { Failure } from '../../src/domain/failures/failure';
import { SOURCE, TARGET } from '../helpers/route';
import { NAME, setUpCopy, SIZE } from './copyFixture';

async function refuse(): Promise<void> {
  throw new CopySourceRefusedError('copy block 0', { words: '403' });
}

describe('copyBlocks', () => {
  it('stages nothing the second time', async () => {
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

  it('stages only the missing blocks after it was cut off at block 3', async () => {
    // Prepare
    const { copyBlocks, storage } = await setUpCopy();
    storage.beforeStage = async ({ index }) => {
      if (index === 3) throw new AccessDeniedError('copy block 3', 'a role', { words: '403' });
    };
    await expect(copyBlocks()).rejects.toMatchObject({ code: 'access_denied' });
    const first = [...storage.staged];
    expect(first).not.toContain(3);
    storage.beforeStage = async () => {};

    // Act
    await copyBlocks();

    // Assess
    expect([...storage.staged].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(storage.staged.slice(first.length)).toContain(3);
  });

  it('tells a refusal by the source where another strategy may follow', async () => {
    // Prepare
    const { copyBlocks, storage } = await setUpCopy();
    storage.beforeStage = refuse;

    // Act
    const told = await copyBlocks({ mayFallBack: true });

    // Assess
    expect(told).toMatchObject({
      complete: false,
      refused: expect.objectContaining({ code: 'copy_source_refused', message: expect.any(String) }) as Failure,
    });
  });

  it('throws a refusal by the source where no other strategy may follow', async () => {
    // Prepare
    const { copyBlocks, storage } = await setUpCopy();
    storage.beforeStage = refuse;

    // Act
    const copying = copyBlocks();

    // Assess
    await expect(copying).rejects.toMatchObject({ code: 'copy_source_refused' });
  });

  it('a failure of the target is no refusal of the source', async () => {
    // Prepare
    const { copyBlocks, storage } = await setUpCopy();
    storage.beforeStage = async () => {
      throw new AccessDeniedError('copy block 0', 'a role', { words: '403' });
    };

    // Act
    const copying = copyBlocks({ mayFallBack: true });

    // Assess
    await expect(copying).rejects.toMatchObject({ code: 'access_denied' });
  });

  it('stages a block again that is staged with another length', async () => {
    // Prepare
    const { copyBlocks, storage } = await setUpCopy();
    await copyBlocks();
    const [id] = storage.stagedBlocks(TARGET, NAME).keys();
    storage.stagedBlocks(TARGET, NAME).set(id as string, 1);

    // Act
    await copyBlocks();

    // Assess
    expect(storage.staged).toHaveLength(7);
  });

  it('a source that changed stops it', async () => {
    // Prepare
    const { copyBlocks, storage, blob } = await setUpCopy();
    storage.put(SOURCE, NAME, { size: SIZE, contentMd5: blob.contentMd5 });

    // Act
    const copying = copyBlocks();

    // Assess
    await expect(copying).rejects.toMatchObject({ code: 'source_blob_changed', transient: false });
    expect(storage.staged).toEqual([]);
  });

  it('stages nothing when it was canceled before it begins', async () => {
    // Prepare
    const { copyBlocks, storage, transfers } = await setUpCopy();
    await transfers.requestCancel('t1');

    // Act
    const end = await copyBlocks();

    // Assess
    expect(end).toBe(CANCELED);
    expect(storage.staged).toEqual([]);
  });

  it('stops when it is canceled between blocks, and says so', async () => {
    // Prepare
    const { copyBlocks, storage, transfers, deps } = await setUpCopy();
    let now = 0;
    deps.machine = { ...deps.machine, now: () => (now += 1_000) };
    storage.beforeStage = async ({ index }) => {
      if (index === 1) await transfers.requestCancel('t1');
    };

    // Act
    const end = await copyBlocks();

    // Assess
    expect(end).toBe(CANCELED);
    expect(storage.staged.length).toBeLessThan(6);
    expect(storage.committed(TARGET, NAME)).toBeUndefined();
  });

  it('never has more blocks in flight than the route allows', async () => {
    // Prepare
    const { copyBlocks, storage } = await setUpCopy();
    let inFlight = 0;
    let most = 0;
    storage.beforeStage = async () => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await new Promise((resolve) => setImmediate(resolve));
      inFlight -= 1;
    };

    // Act
    await copyBlocks();

    // Assess
    expect(most).toBe(2);
  });
});
