import type { ActivityDependencies } from '../../../src/activities/dependencies';
import type { BlobProperties } from '../../../src/domain/copy/exportedBlob';
import { blobNameOfManifest, isManifestName, manifestNameFor } from '../../../src/domain/names';
import type { CopyStrategy } from '../../../src/domain/ports/copyStrategy';
import { blobUri, type RouteEnd } from '../../../src/domain/route';
import type { FakeStorage } from '../../helpers/fakeStorage';

/** A write to storage that the app made. */
export interface Write {
  at: number;
  what: 'stage' | 'commit' | 'remove';
  end: RouteEnd;
  name: string;
  /** Id of the block. */
  block?: string;
  /** What was removed, where one version was. */
  etag?: string;
  /** What a cleanup removed, and whether it is a manifest whose blob was there. */
  expired?: { blob: BlobProperties; isBesideBlob: boolean };
}

type Storage = Pick<ActivityDependencies, 'blobs' | 'storedBlobs' | 'blockLists' | 'copyStrategies'>;

/** The storage, and what the app writes to it. */
export function noteWrites(storage: FakeStorage, now: () => number) {
  const writes: Write[] = [];
  const unannounced: string[] = [];
  const note = (write: Omit<Write, 'at'>): void => void writes.push({ at: now(), ...write });
  const noted =
    (create: CopyStrategy): CopyStrategy =>
    async (copy) => {
      const stage = await create(copy);
      return async (block, signal) => {
        await stage(block, signal);
        note({ what: 'stage', end: copy.target, name: copy.blob.name, block: block.id });
      };
    };
  const through: Storage = {
    blobs: {
      ...storage.blobs,
      remove: async (end, name) => {
        note({ what: 'remove', end, name });
        await storage.blobs.remove(end, name);
      },
      removeVersion: async (end, name, etag) => {
        const isRemoved = await storage.blobs.removeVersion(end, name, etag);
        if (isRemoved) note({ what: 'remove', end, name, etag });
        return isRemoved;
      },
    },
    storedBlobs: {
      ...storage.storedBlobs,
      remove: async (end, name, etag) => {
        const blob = storage.committed(end, name);
        const isBesideBlob = isManifestName(name) && storage.committed(end, blobNameOfManifest(name)) !== undefined;
        const isRemoved = await storage.storedBlobs.remove(end, name, etag);
        if (blob && isRemoved) note({ what: 'remove', end, name, etag, expired: { blob, isBesideBlob } });
        return isRemoved;
      },
    },
    blockLists: {
      ...storage.blockLists,
      commit: async (end, name, ...rest) => {
        if (!storage.documents.has(blobUri(end, manifestNameFor(name)))) unannounced.push(name);
        await storage.blockLists.commit(end, name, ...rest);
        note({ what: 'commit', end, name });
      },
    },
    copyStrategies: { server: noted(storage.copyStrategies.server), relay: noted(storage.copyStrategies.relay) },
  };
  return {
    through,
    writes,
    /** Blobs that were committed without a manifest beside them. */
    unannounced,
  };
}
