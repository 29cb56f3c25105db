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

    it('reads a small blob and its version; of one that is too large nothing, of one that is not there neither', async () => {
      const { blobs, target } = setUp();
      const blob = newName();
      expect(await blobs.readSmall(target, blob, 100)).toBeUndefined();
      await blobs.putJson(target, blob, { name: 'zweites, länger' });
      const text = `${JSON.stringify({ name: 'zweites, länger' }, null, 2)}\n`;
      const size = Buffer.byteLength(text);
      const etag = (await blobs.head(target, blob))?.etag;
      expect(await blobs.readSmall(target, blob, size)).toEqual({ etag, text });
      expect(await blobs.readSmall(target, blob, size - 1)).toEqual({ etag });
    });

    it('removes one version of a blob, and leaves another one; one that is gone is no error', async () => {
      const { blobs, target } = setUp();
      const blob = newName();
      await blobs.putJson(target, blob, { name: 'first' });
      const first = (await blobs.head(target, blob))?.etag ?? '';
      await blobs.putJson(target, blob, { name: 'second' });
      const second = (await blobs.head(target, blob))?.etag ?? '';
      expect(await blobs.removeVersion(target, blob, first)).toBe(false);
      expect((await blobs.head(target, blob))?.etag).toBe(second);
      expect(await blobs.removeVersion(target, blob, second)).toBe(true);
      expect(await blobs.head(target, blob)).toBeUndefined();
      expect(await blobs.removeVersion(target, blob, second)).toBe(false);
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
