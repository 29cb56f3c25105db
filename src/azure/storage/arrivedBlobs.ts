import type { BlobClient } from '@azure/storage-blob';
import type { ArrivedBlobs } from '../../domain/ports/arrivedBlobs';
import { blobUri, type RouteEnd } from '../../domain/route';
import { sendWithin } from '../httpClient';
import { codeOf, toFerryError } from '../serviceError';
import { pickProperties } from './blobs';
import { accessTo, type OpenContainer } from './containers';

const ROLE = 'Storage Blob Data Contributor on the container';
/** What the service answers where a blob is not the version that was meant. */
const ANOTHER_VERSION = ['ConditionNotMet', 'SourceConditionNotMet', 'BlobNotFound'];

/** Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError. */
export function createArrivedBlobs(openContainer: OpenContainer): ArrivedBlobs {
  const blobOf = async (end: RouteEnd, name: string): Promise<BlobClient> =>
    (await openContainer(end)).getBlobClient(name);

  /** @returns false where the blob is another version */
  async function change(
    [end, name]: [RouteEnd, string],
    doing: string,
    send: (blob: BlobClient) => Promise<unknown>,
    others: readonly string[] = ANOTHER_VERSION,
  ): Promise<boolean> {
    try {
      await send(await blobOf(end, name));
      return true;
    } catch (error) {
      if (others.includes(codeOf(error) ?? '')) return false;
      throw toFerryError(error, `${doing} ${blobUri(end, name)}`, accessTo(end, ROLE));
    }
  }

  return {
    async look(end, name) {
      try {
        const answer = await (await blobOf(end, name)).getProperties();
        const lastModified = answer.lastModified?.toISOString() ?? '';
        return {
          ...pickProperties(answer),
          lastModified,
          seenAt: answer.date?.toISOString() ?? lastModified,
          ...(['failed', 'aborted'].includes(answer.copyStatus ?? '') && { isCopyFailed: true as const }),
        };
      } catch (error) {
        if (codeOf(error) === 'BlobNotFound') return undefined;
        throw toFerryError(error, `read the properties of ${blobUri(end, name)}`, accessTo(end, ROLE));
      }
    },
    async readRange(end, name, etag, range) {
      let bytes: Buffer | undefined;
      const isThat = await change([end, name], 'read', async (blob) => {
        bytes = await sendWithin({}, (limited) => download(blob, etag, range, limited));
      });
      return isThat ? bytes : undefined;
    },
    setContentMd5: (end, name, blob, contentMd5) =>
      change([end, name], 'set the Content-MD5 of', (client) =>
        client.setHTTPHeaders(
          {
            blobContentMD5: Buffer.from(contentMd5, 'base64'),
            ...(blob.contentType && { blobContentType: blob.contentType }),
            ...(blob.contentEncoding && { blobContentEncoding: blob.contentEncoding }),
            ...(blob.contentLanguage && { blobContentLanguage: blob.contentLanguage }),
            ...(blob.contentDisposition && { blobContentDisposition: blob.contentDisposition }),
            ...(blob.cacheControl && { blobCacheControl: blob.cacheControl }),
          },
          { conditions: { ifMatch: blob.etag } },
        ),
      ),
    setMetadata: (end, name, etag, metadata) =>
      change([end, name], 'set the metadata of', (blob) =>
        blob.setMetadata(metadata, { conditions: { ifMatch: etag } }),
      ),
    startCopy: (end, name, etag, to, metadata) =>
      change(
        [end, name],
        `copy to ${to}`,
        async (blob) => {
          const conditions = { sourceConditions: { ifMatch: etag }, conditions: { ifNoneMatch: '*' } };
          await (await blobOf(end, to)).beginCopyFromURL(blob.url, { metadata, ...conditions });
        },
        [...ANOTHER_VERSION, 'BlobAlreadyExists'],
      ),
  };
}

async function download(
  blob: BlobClient,
  ifMatch: string,
  { offset, length }: { offset: number; length: number },
  { abortSignal }: { abortSignal?: AbortSignal },
): Promise<Buffer> {
  const options = { maxRetryRequests: 0, conditions: { ifMatch }, ...(abortSignal && { abortSignal }) };
  const { readableStreamBody = [] } = await blob.download(offset, length, options);
  const chunks: Buffer[] = [];
  for await (const chunk of readableStreamBody) chunks.push(Buffer.from(chunk));
  const bytes = Buffer.concat(chunks);
  if (bytes.length === length) return bytes;
  throw new Error(`${bytes.length} bytes came of ${length}`);
}
