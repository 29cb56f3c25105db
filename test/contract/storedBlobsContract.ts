import type { ListedBlob, StoredBlobs } from '../../src/domain/ports/storedBlobs';
import { newName, PROPERTIES, putExport, stage, type StorageUnderTest } from './storageUnderTest';

/** Two containers, and what looks at what they hold. */
export type StoredUnderTest = StorageUnderTest & { stored: StoredBlobs };

const MORE_THAN_A_PAGE = 103;

/** What StoredBlobs promise. */
export function describeStoredBlobsContract(name: string, setUp: () => StoredUnderTest): void {
  describe(`StoredBlobs: ${name}`, () => {
    const prefix = (): string => `listed-${newName()}-`;

    it('lists the names that begin so, each once, page by page, uncommitted ones as well', async () => {
      const under = setUp();
      const beginning = prefix();
      const names = Array.from({ length: MORE_THAN_A_PAGE }, (_, index) => `${beginning}${1000 + index}`);
      await stage(under, names[0] ?? '', [3]);
      await Promise.all(names.slice(1).map((one) => under.blobs.putJson(under.target, one, {})));
      await under.blobs.putJson(under.target, newName(), {});
      const found: string[] = [];
      for (let page: string | undefined, more = true; more; more = page !== undefined) {
        const listed = await under.stored.list(under.target, beginning, page);
        found.push(...listed.names);
        page = listed.next;
      }
      expect(found).toEqual(names);
      expect(await under.stored.list(under.target, prefix())).toEqual({ names: [] });
    });

    it('lists committed blobs with what tells their content, as a look at each does', async () => {
      const under = setUp();
      const beginning = prefix();
      const names = Array.from({ length: MORE_THAN_A_PAGE }, (_, index) => `${beginning}${1000 + index}`);
      await stage(under, `${beginning}staged`, [3]);
      await Promise.all(names.map((one) => under.blobs.putJson(under.target, one, {})));
      const found: ListedBlob[] = [];
      for (let page: string | undefined, more = true; more; more = page !== undefined) {
        const listed = await under.stored.listCommitted(under.target, beginning, page);
        found.push(...listed.blobs);
        page = listed.next;
      }
      expect(found.map((blob) => blob.name)).toEqual(names);
      const [first] = found;
      const { size, etag, contentMd5, lastModified } = (await under.stored.look(under.target, names[0] ?? '')) ?? {};
      expect(first).toEqual({ name: names[0], size, etag, contentMd5, lastModified });
      expect(await under.stored.listCommitted(under.target, prefix())).toEqual({ blobs: [] });
    });

    it('looks at a blob: its properties and when it was written; nothing where there is none, or only blocks', async () => {
      const under = setUp();
      const [blob, staged] = [newName(), newName()];
      const { contentMd5, etag } = await putExport(under, blob, 6);
      await stage(under, staged, [3]);
      const found = await under.stored.look(under.source, blob);
      expect(found).toMatchObject({ ...PROPERTIES, size: 6, etag, contentMd5 });
      expect(Date.parse(found?.lastModified ?? '')).not.toBeNaN();
      for (const one of [staged, newName()]) expect(await under.stored.look(under.target, one)).toBeUndefined();
    });

    it('reads a JSON document, and says nothing of what is none', async () => {
      const under = setUp();
      const [blob, other] = [newName(), newName()];
      await under.blobs.putJson(under.source, blob, { name: 'zweites' });
      await putExport(under, other, 6);
      expect(await under.stored.readJson(under.source, blob)).toEqual({ name: 'zweites' });
      expect(await under.stored.readJson(under.source, other)).toBeUndefined();
      expect(await under.stored.readJson(under.source, newName())).toBeUndefined();
    });

    it('removes the version that it is told, and no other; twice is once', async () => {
      const under = setUp();
      const blob = newName();
      const first = await putExport(under, blob, 6);
      const second = await putExport(under, blob, 7);
      expect(await under.stored.remove(under.source, blob, first.etag)).toBe(false);
      expect(await under.stored.look(under.source, blob)).toMatchObject({ size: 7 });
      expect(await under.stored.remove(under.source, blob, second.etag)).toBe(true);
      expect(await under.stored.look(under.source, blob)).toBeUndefined();
      expect(await under.stored.remove(under.source, blob, second.etag)).toBe(true);
    });
  });
}
