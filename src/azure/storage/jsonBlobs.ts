import { json } from 'node:stream/consumers';
import type { ContainerClient } from '@azure/storage-blob';
import { codeOf, toFerryError } from '../serviceError';

/** Small JSON documents in one container, read and written whole. */
export interface JsonBlobs {
  /** False, and nothing written, when a blob of that name exists. */
  create(name: string, document: object, metadata?: Record<string, string>): Promise<boolean>;
  /** Replaces a blob of that name. */
  write(name: string, document: object, metadata?: Record<string, string>): Promise<void>;
  /** Undefined when there is no blob of that name. */
  read<T>(name: string): Promise<T | undefined>;
  /** The same with the blob's ETag. */
  readTagged<T>(name: string): Promise<{ document: T; etag: string } | undefined>;
  /** False, and nothing written, when the blob has another ETag by now, or is gone. */
  replace(name: string, document: object, etag: string): Promise<boolean>;
  exists(name: string): Promise<boolean>;
  /** One that does not exist is no error. */
  remove(name: string): Promise<void>;
}

/** The client would ask again for what is left of a download that was cut off. */
const ONCE = { maxRetryRequests: 0 };

/**
 * Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError.
 *
 * @param role  what the app's identity needs on the container
 */
export function createJsonBlobs(container: ContainerClient, role: string): JsonBlobs {
  const put = (
    name: string,
    document: object,
    { metadata, ...conditions }: { metadata?: Record<string, string>; ifNoneMatch?: string; ifMatch?: string },
  ) =>
    container.getBlockBlobClient(name).uploadData(Buffer.from(JSON.stringify(document)), {
      blobHTTPHeaders: { blobContentType: 'application/json' },
      ...(metadata && { metadata }),
      conditions,
    });
  return {
    async create(name, document, metadata) {
      try {
        await put(name, document, { ifNoneMatch: '*', ...(metadata && { metadata }) });
        return true;
      } catch (error) {
        // Leases and immutability answer 409 and 412 too.
        if (['BlobAlreadyExists', 'ConditionNotMet'].includes(codeOf(error) ?? '')) return false;
        throw failed('write', name, error);
      }
    },
    async write(name, document, metadata) {
      try {
        await put(name, document, metadata ? { metadata } : {});
      } catch (error) {
        throw failed('write', name, error);
      }
    },
    read: async <T>(name: string) => (await readTagged<T>(name))?.document,
    readTagged,
    async replace(name, document, etag) {
      try {
        await put(name, document, { ifMatch: etag });
        return true;
      } catch (error) {
        if (['ConditionNotMet', 'BlobNotFound'].includes(codeOf(error) ?? '')) return false;
        throw failed('write', name, error);
      }
    },
    async exists(name) {
      try {
        // The client's own look believes any 404.
        await container.getBlobClient(name).getProperties();
        return true;
      } catch (error) {
        if (codeOf(error) === 'BlobNotFound') return false;
        throw failed('look for', name, error);
      }
    },
    async remove(name) {
      try {
        await container.getBlobClient(name).deleteIfExists();
      } catch (error) {
        throw failed('delete', name, error);
      }
    },
  };

  /** One request: the client's own `downloadToBuffer` asks for the properties before. */
  async function readTagged<T>(name: string): Promise<{ document: T; etag: string } | undefined> {
    try {
      const { etag = '', readableStreamBody } = await container.getBlobClient(name).download(0, undefined, ONCE);
      return { document: (await json(readableStreamBody as NodeJS.ReadableStream)) as T, etag };
    } catch (error) {
      if (codeOf(error) === 'BlobNotFound') return undefined;
      throw failed('read', name, error);
    }
  }

  function failed(verb: string, name: string, error: unknown) {
    return toFerryError(error, `${verb} ${name} in the container ${container.url}`, role);
  }
}
