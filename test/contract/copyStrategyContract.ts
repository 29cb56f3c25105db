import type { CopyStrategyName } from '../../src/domain/copy/copyPlan';
import { blocksOf, NEVER, newName, putExport, type StorageUnderTest } from './storageUnderTest';

/** What a CopyStrategy promises. */
export function describeCopyStrategyContract(
  strategy: CopyStrategyName,
  name: string,
  setUp: () => StorageUnderTest,
): void {
  describe(`CopyStrategy ${strategy}: ${name}`, () => {
    async function begin(size: number) {
      const storage = setUp();
      const { source, target } = storage;
      const blob = await putExport(storage, newName(), size);
      const stage = await storage.copyStrategies[strategy]({ source, target, blob });
      const staged = async () => [...(await storage.blockLists.staged(target, blob.name)).values()];
      return { ...storage, storage, blob, stage, staged };
    }

    it('copies single blocks, uncommitted, in any order', async () => {
      const { blobs, blockLists, target, blob, stage, staged } = await begin(7);
      const blocks = blocksOf([3, 2, 2]);
      await Promise.all(blocks.toReversed().map((block) => stage(block, NEVER)));
      expect((await staged()).toSorted()).toEqual([2, 2, 3]);
      expect(await blobs.head(target, blob.name)).toBeUndefined();
      const ids = blocks.map(({ id }) => id);
      await blockLists.commit(target, blob.name, ids, blob);
      expect(await blobs.head(target, blob.name)).toMatchObject({ size: 7, contentMd5: blob.contentMd5 });
    });

    it('the same block again changes nothing; one of the same id takes its place', async () => {
      const { stage, staged } = await begin(7);
      const [block, shorter] = [blocksOf([7]), blocksOf([5])].flat();
      if (!block || !shorter) throw new Error('There are no blocks.');
      await stage(block, NEVER);
      await stage(block, NEVER);
      expect(await staged()).toEqual([7]);
      await stage(shorter, NEVER);
      expect(await staged()).toEqual([5]);
    });

    it('a source that was replaced is refused; what was copied before stays', async () => {
      const { storage, blob, stage, staged } = await begin(7);
      const [first, second] = blocksOf([3, 4]);
      if (!first || !second) throw new Error('There are no blocks.');
      await stage(first, NEVER);
      await putExport(storage, blob.name, 7);
      await expect(stage(second, NEVER)).rejects.toMatchObject({ code: 'source_blob_changed', transient: false });
      expect(await staged()).toEqual([3]);
    });

    it('a source that is gone is refused', async () => {
      const { blobs, source, blob, stage, staged } = await begin(7);
      await blobs.remove(source, blob.name);
      const [block] = blocksOf([7]);
      if (!block) throw new Error('There is no block.');
      await expect(stage(block, NEVER)).rejects.toMatchObject({ code: 'source_blob_changed', transient: false });
      expect(await staged()).toEqual([]);
    });

    it('a signal that has aborted copies nothing', async () => {
      const { stage, staged } = await begin(7);
      const [block] = blocksOf([7]);
      if (!block) throw new Error('There is no block.');
      await expect(stage(block, AbortSignal.abort())).rejects.toMatchObject({ code: expect.any(String) });
      expect(await staged()).toEqual([]);
    });
  });
}
