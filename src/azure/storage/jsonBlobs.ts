import type { ContainerClient } from '@azure/storage-blob';
import { codeOf, toFerryError } from '../serviceError';
import { createVersionedDocuments } from './versionedDocuments';

/** Small JSON documents in one container, read and written whole. */
export interface JsonBlobs {
  /** False, and nothing written, when a blob of that name exists. */
  create(name: string, document: object, metadata?: Record<string, string>): Promise<boolean>;
  /** Replaces a blob of that name. */
  write(name: string, document: object, metadata?: Record<string, string>): Promise<void>;
  /** Undefined when there is no blob of that name. */
  read<T>(name: string): Promise<T | undefined>;
  exists(name: string): Promise<boolean>;
  /** One that does not exist is no error. */
  remove(name: string): Promise<void>;
}

/**
 * Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError.
 *
 * @param role  what the app's identity needs on the container
 */
export function createJsonBlobs(container: ContainerClient, role: string): JsonBlobs {
  const documents = createVersionedDocuments(container, role);
  const put = (
    name: string,
    document: object,
    { metadata, ...conditions }: { metadata?: Record<string, string>; ifNoneMatch?: string },
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
    read: async <T>(name: string) => (await documents.read(name))?.document as T | undefined,
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

  function failed(verb: string, name: string, error: unknown) {
    return toFerryError(error, `${verb} ${name} in the container ${container.url}`, role);
  }
}
