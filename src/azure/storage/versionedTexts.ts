import type { BlockBlobParallelUploadOptions, ContainerClient } from '@azure/storage-blob';
import { sendWithin } from '../httpClient';
import { codeOf, toFerryError } from '../serviceError';

/** A blob's content, and which version of the blob it is. */
export interface VersionedText {
  text: string;
  etag: string;
}

/** Small texts in one container that several writers change: nobody overwrites what it has not read. */
export interface VersionedTexts {
  /** Undefined when there is no blob of that name. */
  read(name: string): Promise<VersionedText | undefined>;
  /**
   * Writes a text, or removes the blob where there is none.
   *
   * @param etag  the version that it replaces; undefined where there was no blob
   * @param metadata  what listings tell of the text; what was there before goes
   * @returns false, and nothing done, when the blob is not that version any more
   */
  replace(
    name: string,
    text: string | undefined,
    etag: string | undefined,
    metadata?: Record<string, string>,
  ): Promise<boolean>;
}

/**
 * Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError.
 *
 * @param role  what the app's identity needs on the container
 */
export function createVersionedTexts(container: ContainerClient, role: string): VersionedTexts {
  return {
    async read(name) {
      try {
        return await sendWithin({}, (limited) => download(name, limited));
      } catch (error) {
        if (codeOf(error) === 'BlobNotFound') return undefined;
        throw failed('read', name, error);
      }
    },
    async replace(name, text, etag, metadata) {
      const conditions = etag === undefined ? { ifNoneMatch: '*' } : { ifMatch: etag };
      try {
        if (text === undefined) await container.getBlobClient(name).delete({ conditions });
        else await upload(name, text, { conditions, ...(metadata && { metadata }) });
        return true;
      } catch (error) {
        // Leases and immutability answer 409 and 412 too.
        if (['BlobAlreadyExists', 'ConditionNotMet', 'BlobNotFound'].includes(codeOf(error) ?? '')) return false;
        throw failed(text === undefined ? 'delete' : 'write', name, error);
      }
    },
  };

  /** One request, unlike `downloadToBuffer`, and it tells the version of what it read. */
  async function download(name: string, { abortSignal }: { abortSignal?: AbortSignal }): Promise<VersionedText> {
    const options = { maxRetryRequests: 0, ...(abortSignal && { abortSignal }) };
    const { readableStreamBody = [], etag = '' } = await container.getBlobClient(name).download(0, undefined, options);
    const chunks: Buffer[] = [];
    for await (const chunk of readableStreamBody) chunks.push(Buffer.from(chunk));
    return { text: Buffer.concat(chunks).toString('utf8'), etag };
  }

  async function upload(name: string, text: string, options: BlockBlobParallelUploadOptions) {
    const blobHTTPHeaders = { blobContentType: 'application/json' };
    await container.getBlockBlobClient(name).uploadData(Buffer.from(text), { blobHTTPHeaders, ...options });
  }

  function failed(verb: string, name: string, error: unknown) {
    return toFerryError(error, `${verb} ${name} in the container ${container.url}`, role);
  }
}
