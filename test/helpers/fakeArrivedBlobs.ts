import type { ArrivedBlobs } from '../../src/domain/ports/arrivedBlobs';
import { blobUri, type RouteEnd } from '../../src/domain/route';
import type { FakeStorage } from './fakeStorage';

/** What a blob holds that was put without any content. */
export function contentOfFake(size: number): Buffer {
  return Buffer.alloc(size, 'ferry');
}

/** Blobs that arrived, over the storage in memory. */
export function createFakeArrivedBlobs(storage: FakeStorage) {
  /** Blobs that are still copied into, and for how many looks more. */
  const copying = new Map<string, number>();
  const copiedTo: string[] = [];
  const versionOf = (end: RouteEnd, name: string, etag: string) => {
    const blob = storage.committed(end, name);
    return blob?.etag === etag ? blob : undefined;
  };
  const replace = (end: RouteEnd, name: string, changes: object): boolean => {
    const { etag: old, ...kept } = storage.committed(end, name) ?? { etag: '', size: 0 };
    const changed = storage.put(end, name, { ...kept, ...changes }, storage.contents.get(old));
    if (!('contentMd5' in { ...kept, ...changes })) delete changed.contentMd5;
    return true;
  };
  const fake: ArrivedBlobs & { looksUntilCopied: number; copiedTo: string[] } = {
    /** How many looks at a copy find that it goes on. */
    looksUntilCopied: 0,
    /** Names that were copied to. */
    copiedTo,
    look: async (end, name) => {
      const found = await storage.storedBlobs.look(end, name);
      if (!found) return undefined;
      const left = copying.get(blobUri(end, name)) ?? 0;
      copying.set(blobUri(end, name), left - 1);
      const seenAt = new Date(storage.now()).toISOString();
      return { ...found, seenAt, ...(left > 0 && { isCopying: true as const }) };
    },
    readRange: async (end, name, etag, { offset, length }) => {
      const blob = versionOf(end, name, etag);
      return blob && (storage.contents.get(etag) ?? contentOfFake(blob.size)).subarray(offset, offset + length);
    },
    setContentMd5: async (end, name, { etag }, contentMd5) =>
      versionOf(end, name, etag) !== undefined && replace(end, name, { contentMd5 }),
    setMetadata: async (end, name, etag, metadata) =>
      versionOf(end, name, etag) !== undefined && replace(end, name, { metadata: { ...metadata } }),
    startCopy: async (end, name, etag, to, metadata) => {
      const from = versionOf(end, name, etag);
      if (!from || storage.committed(end, to)) return false;
      const { etag: _old, ...kept } = from;
      const copy = storage.put(end, to, { ...kept, metadata: { ...metadata } }, storage.contents.get(etag));
      if (from.contentMd5 === undefined) delete copy.contentMd5;
      for (const held of [storage.texts, storage.documents] as Map<string, unknown>[]) {
        const content = held.get(blobUri(end, name));
        if (content !== undefined) held.set(blobUri(end, to), content);
      }
      copiedTo.push(to);
      copying.set(blobUri(end, to), fake.looksUntilCopied);
      return true;
    },
  };
  return fake;
}
