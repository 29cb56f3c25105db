import { isDiscarded } from '../../src/domain/copy/exportedBlob';
import { BlocksMissingError, TargetBlobConflictError } from '../../src/domain/failures/errors';
import { blocksOf, newName, PROPERTIES, putExport, stage, type StorageUnderTest } from './storageUnderTest';

/** What BlockLists promise. */
export function describeBlockListsContract(name: string, setUp: () => StorageUnderTest): void {
  describe(`BlockLists: ${name}`, () => {
    it('uncommitted blocks by id, with their lengths; no blob means none', async () => {
      const storage = setUp();
      const blob = newName();
      expect(await storage.blockLists.staged(storage.target, blob)).toEqual(new Map());
      const { ids } = await stage(storage, blob, [3, 2, 2]);
      const lengths = [3, 2, 2].map((length, index) => [ids[index], length] as const);
      expect(await storage.blockLists.staged(storage.target, blob)).toEqual(new Map(lengths));
    });

    describe('commit', () => {
      it("makes a blob with the source's properties, the category and the source's ETag; no block is left", async () => {
        const storage = setUp();
        const { blobs, blockLists, target } = storage;
        const { blob, ids } = await stage(storage, newName(), [3, 2, 2]);
        await blockLists.commit(target, blob.name, ids, blob);
        expect(await blobs.head(target, blob.name)).toEqual({
          ...PROPERTIES,
          size: 7,
          etag: expect.any(String),
          contentMd5: blob.contentMd5,
          metadata: { ...PROPERTIES.metadata, ferrysourceetag: blob.etag },
        });
        expect(await blockLists.staged(target, blob.name)).toEqual(new Map());
      });

      it('of some blocks drops the others', async () => {
        const storage = setUp();
        const { blobs, blockLists, target } = storage;
        const { blob, ids } = await stage(storage, newName(), [3, 2, 2]);
        await blockLists.commit(target, blob.name, ids.slice(0, 2), blob);
        expect(await blobs.head(target, blob.name)).toMatchObject({ size: 5 });
        expect(await blockLists.staged(target, blob.name)).toEqual(new Map());
      });

      it('of no block makes an empty blob', async () => {
        const storage = setUp();
        const { blobs, blockLists, target } = storage;
        const blob = await putExport(storage, newName(), 0);
        await blockLists.commit(target, blob.name, [], blob);
        expect(await blobs.head(target, blob.name)).toMatchObject({ size: 0, contentMd5: blob.contentMd5 });
      });

      it('of a block that is not there is refused; the others stay uncommitted', async () => {
        const storage = setUp();
        const { blobs, blockLists, target } = storage;
        const { blob, ids } = await stage(storage, newName(), [3]);
        const [, missing] = blocksOf([3, 2]);
        const committed = blockLists.commit(target, blob.name, [...ids, missing?.id ?? ''], blob);
        await expect(committed).rejects.toBeInstanceOf(BlocksMissingError);
        expect(await blobs.head(target, blob.name)).toBeUndefined();
        expect((await blockLists.staged(target, blob.name)).size).toBe(1);
      });

      it('over a blob that exists is a conflict, a second commit too; both leave the blob as it is', async () => {
        const storage = setUp();
        const { blobs, blockLists, target } = storage;
        const { blob, ids } = await stage(storage, newName(), [3]);
        await blockLists.commit(target, blob.name, ids, blob);
        const first = await blobs.head(target, blob.name);
        const again = blockLists.commit(target, blob.name, ids, blob);
        await expect(again).rejects.toBeInstanceOf(TargetBlobConflictError);
        await stage(storage, blob.name, [3]);
        const anew = blockLists.commit(target, blob.name, ids, blob);
        await expect(anew).rejects.toBeInstanceOf(TargetBlobConflictError);
        expect(await blobs.head(target, blob.name)).toEqual(first);
        expect((await blockLists.staged(target, blob.name)).size).toBe(1);
      });

      it('replaces the blob of the ETag that it was told, no other, and none that is not there', async () => {
        const storage = setUp();
        const { blobs, blockLists, target } = storage;
        const { blob, ids } = await stage(storage, newName(), [3]);
        const nothing = blockLists.commit(target, blob.name, ids, blob, '"0x1"');
        await expect(nothing).rejects.toBeInstanceOf(TargetBlobConflictError);
        await blobs.putJson(target, blob.name, {});
        const existing = await blobs.head(target, blob.name);
        await stage(storage, blob.name, [3]);
        const other = blockLists.commit(target, blob.name, ids, blob, '"0x1"');
        await expect(other).rejects.toBeInstanceOf(TargetBlobConflictError);
        expect(await blobs.head(target, blob.name)).toEqual(existing);
        await blockLists.commit(target, blob.name, ids, blob, existing?.etag);
        expect(await blobs.head(target, blob.name)).toMatchObject({ size: 3, contentMd5: blob.contentMd5 });
      });
    });

    describe('discard', () => {
      it('leaves no block, and nothing but a blob that says that it is discarded; twice is once', async () => {
        const storage = setUp();
        const { blobs, blockLists, target } = storage;
        const { blob } = await stage(storage, newName(), [3, 2]);
        await blockLists.discard(target, blob.name);
        await blockLists.discard(target, blob.name);
        expect(await blockLists.staged(target, blob.name)).toEqual(new Map());
        const left = await blobs.head(target, blob.name);
        expect(left === undefined || isDiscarded(left)).toBe(true);
      });

      it('leaves a blob alone that was committed, and the blocks that were copied over it', async () => {
        const storage = setUp();
        const { blobs, blockLists, target } = storage;
        const { blob, ids } = await stage(storage, newName(), [3]);
        await blockLists.commit(target, blob.name, ids, blob);
        const committed = await blobs.head(target, blob.name);
        await stage(storage, blob.name, [3]);
        await blockLists.discard(target, blob.name);
        expect(await blobs.head(target, blob.name)).toEqual(committed);
        expect((await blockLists.staged(target, blob.name)).size).toBe(1);
      });

      it('of a blob of which nothing was copied is no error', async () => {
        const { blockLists, target } = setUp();
        const blob = newName();
        await blockLists.discard(target, blob);
        expect(await blockLists.staged(target, blob)).toEqual(new Map());
      });
    });
  });
}
