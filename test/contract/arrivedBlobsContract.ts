import { createHash } from 'node:crypto';
import type { ArrivedBlobs } from '../../src/domain/ports/arrivedBlobs';
import { newName, PROPERTIES, stage, type StorageUnderTest, type WrittenProperties } from './storageUnderTest';

/** What ArrivedBlobs promise. The content of every blob here is `ferry`, again and again. */
export function describeArrivedBlobsContract(
  name: string,
  setUp: () => StorageUnderTest & { arrived: ArrivedBlobs },
): void {
  describe(`ArrivedBlobs: ${name}`, () => {
    const put = async (size: number, properties: WrittenProperties) => {
      const under = setUp();
      const blob = newName();
      await under.put(under.target, blob, Buffer.alloc(size, 'ferry'), properties);
      const found = await under.arrived.look(under.target, blob);
      if (!found) throw new Error(`${blob} is not there.`);
      return { ...under, blob, found };
    };
    const md5Of = (size: number) => createHash('md5').update(Buffer.alloc(size, 'ferry')).digest('base64');

    it('looks at a blob; one that is not there, or has only uncommitted blocks, is undefined', async () => {
      const { found, arrived, target } = await put(6, { ...PROPERTIES, contentMd5: md5Of(6) });
      expect(found).toMatchObject({ ...PROPERTIES, size: 6, contentMd5: md5Of(6) });
      for (const time of [found.seenAt, found.lastModified]) expect(new Date(time).toISOString()).toBe(time);
      expect(Date.parse(found.seenAt)).toBeGreaterThanOrEqual(Date.parse(found.lastModified));
      expect(await arrived.look(target, newName())).toBeUndefined();
      const staged = newName();
      await stage(setUp(), staged, [3]);
      expect(await arrived.look(target, staged)).toBeUndefined();
    });

    it('reads a part of one version, and nothing of another', async () => {
      const { arrived, target, blob, found } = await put(12, PROPERTIES);
      const read = (etag: string, offset: number, length: number) =>
        arrived.readRange(target, blob, etag, { offset, length });
      expect(Buffer.from((await read(found.etag, 3, 6)) ?? '').toString()).toBe('ryferr');
      expect(Buffer.from((await read(found.etag, 10, 2)) ?? '').toString()).toBe('fe');
      expect(await read('"0x8D0000000000000"', 0, 1)).toBeUndefined();
      expect(await arrived.readRange(target, newName(), found.etag, { offset: 0, length: 1 })).toBeUndefined();
    });

    it('gives a blob a Content-MD5, and leaves all other headers and its metadata', async () => {
      const { arrived, target, blob, found } = await put(6, PROPERTIES);
      expect(found).not.toHaveProperty('contentMd5');
      expect(await arrived.setContentMd5(target, blob, found, md5Of(6))).toBe(true);
      const now = await arrived.look(target, blob);
      expect(now).toMatchObject({ ...PROPERTIES, size: 6, contentMd5: md5Of(6) });
      expect(now?.etag).not.toBe(found.etag);
      expect(await arrived.setContentMd5(target, blob, found, md5Of(7))).toBe(false);
      expect((await arrived.look(target, blob))?.contentMd5).toBe(md5Of(6));
      expect(await arrived.setContentMd5(target, newName(), found, md5Of(6))).toBe(false);
    });

    it('replaces the metadata of one version, and leaves its headers', async () => {
      const { arrived, target, blob, found } = await put(6, { ...PROPERTIES, contentMd5: md5Of(6) });
      expect(await arrived.setMetadata(target, blob, found.etag, { category: 'other' })).toBe(true);
      const now = await arrived.look(target, blob);
      expect(now).toMatchObject({ ...PROPERTIES, contentMd5: md5Of(6), metadata: { category: 'other' } });
      expect(await arrived.setMetadata(target, blob, found.etag, {})).toBe(false);
      expect((await arrived.look(target, blob))?.metadata).toEqual({ category: 'other' });
      expect(await arrived.setMetadata(target, newName(), found.etag, {})).toBe(false);
    });

    it('copies one version to a name that is free, with its headers and the metadata that are given', async () => {
      const { arrived, target, blob, found } = await put(6, { ...PROPERTIES, contentMd5: md5Of(6) });
      const to = `quarantine/${newName()}`;
      const copy = (etag: string) => arrived.startCopy(target, blob, etag, to, { ferrysourceetag: etag });
      expect(await copy('"0x8D0000000000000"')).toBe(false);
      expect(await arrived.look(target, to)).toBeUndefined();
      expect(await copy(found.etag)).toBe(true);
      const { contentType, contentEncoding } = PROPERTIES;
      const copied = await arrived.look(target, to);
      expect(copied).toMatchObject({ size: 6, contentType, contentEncoding, contentMd5: md5Of(6) });
      expect(copied?.metadata).toEqual({ ferrysourceetag: found.etag });
      expect(copied).not.toHaveProperty('isCopying');
      expect(copied).not.toHaveProperty('isCopyFailed');
      expect(await copy(found.etag)).toBe(false);
      expect(await arrived.look(target, blob)).toMatchObject({ etag: found.etag });
    });

    it('a copy of a blob without a Content-MD5 has none either', async () => {
      const { arrived, target, blob, found } = await put(6, { metadata: {} });
      const to = newName();
      await arrived.startCopy(target, blob, found.etag, to, {});
      const copied = await arrived.look(target, to);
      expect(copied).toMatchObject({ size: 6, metadata: {} });
      expect(copied).not.toHaveProperty('contentMd5');
    });
  });
}
