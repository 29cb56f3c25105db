import { newName, PROPERTIES, putExport, stage, type StorageUnderTest } from './storageUnderTest';

/** What Blobs promise. */
export function describeBlobsContract(name: string, setUp: () => StorageUnderTest): void {
  describe(`Blobs: ${name}`, () => {
    it('a blob that does not exist is undefined, and removing it is no error', async () => {
      const { blobs, target } = setUp();
      const blob = newName();
      expect(await blobs.head(target, blob)).toBeUndefined();
      await blobs.remove(target, blob);
      expect(await blobs.head(target, blob)).toBeUndefined();
    });

    it('a blob that has only uncommitted blocks does not exist either, and removing it is no error', async () => {
      const storage = setUp();
      const { blobs, target } = storage;
      const blob = newName();
      await stage(storage, blob, [3]);
      expect(await blobs.head(target, blob)).toBeUndefined();
      await blobs.remove(target, blob);
      expect(await blobs.head(target, blob)).toBeUndefined();
    });

    it('every property that a copy carries, and no other', async () => {
      const storage = setUp();
      const blob = newName();
      const { contentMd5 } = await putExport(storage, blob, 6);
      const found = await storage.blobs.head(storage.source, blob);
      expect(found).toEqual({ ...PROPERTIES, size: 6, etag: expect.any(String), contentMd5 });
    });

    it('a blob that is replaced has another ETag, one that is looked at has not', async () => {
      const storage = setUp();
      const blob = newName();
      const first = await putExport(storage, blob, 6);
      expect((await storage.blobs.head(storage.source, blob))?.etag).toBe(first.etag);
      expect((await putExport(storage, blob, 6)).etag).not.toBe(first.etag);
    });

    it('what is answered is a copy', async () => {
      const storage = setUp();
      const blob = newName();
      await putExport(storage, blob, 6);
      Object.assign((await storage.blobs.head(storage.source, blob))?.metadata ?? {}, { category: 'changed' });
      expect((await storage.blobs.head(storage.source, blob))?.metadata).toEqual(PROPERTIES.metadata);
    });

    it('writes a JSON document, replacing one of that name', async () => {
      const { blobs, target } = setUp();
      const blob = newName();
      for (const document of [{ name: 'first' }, { name: 'zweites, länger' }]) {
        await blobs.putJson(target, blob, document);
        const size = Buffer.byteLength(`${JSON.stringify(document, null, 2)}\n`);
        const found = await blobs.head(target, blob);
        expect(found).toMatchObject({ size, contentType: 'application/json' });
        expect(found?.metadata).toEqual({});
      }
    });

    it('removes the blob of that name and end, and no other; twice is once', async () => {
      const storage = setUp();
      const { blobs, source, target } = storage;
      const [blob, other] = [newName(), newName()];
      await putExport(storage, blob, 6);
      for (const one of [blob, other]) await blobs.putJson(target, one, {});
      await blobs.remove(target, blob);
      await blobs.remove(target, blob);
      expect(await blobs.head(target, blob)).toBeUndefined();
      expect(await blobs.head(target, other)).toBeDefined();
      expect(await blobs.head(source, blob)).toBeDefined();
    });
  });
}
