import type { Readable } from 'node:stream';
import type { BlobClient, BlobGetPropertiesResponse } from '@azure/storage-blob';
import { blobUri } from '../../domain/route';
import type { BlobProperties } from '../../domain/copy/exportedBlob';
import { accessTo, type OpenContainer } from './containers';
import { codeOf, toFerryError } from '../serviceError';
import { sendWithin } from '../httpClient';
import type { Blobs, SmallBlob } from '../../domain/ports/blobs';

const ROLE = 'Storage Blob Data Contributor on the container';

/** Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError. */
export function createBlobs(openContainer: OpenContainer): Blobs {
  return {
    async head(end, name) {
      try {
        return pickProperties(await (await openContainer(end)).getBlobClient(name).getProperties());
      } catch (error) {
        if (codeOf(error) === 'BlobNotFound') return undefined;
        throw toFerryError(error, `read the properties of ${blobUri(end, name)}`, accessTo(end, ROLE));
      }
    },
    async putJson(end, name, document) {
      const content = Buffer.from(`${JSON.stringify(document, null, 2)}\n`);
      try {
        await (
          await openContainer(end)
        )
          .getBlockBlobClient(name)
          .uploadData(content, { blobHTTPHeaders: { blobContentType: 'application/json' } });
      } catch (error) {
        throw toFerryError(error, `write ${blobUri(end, name)}`, accessTo(end, ROLE));
      }
    },
    async readSmall(end, name, mostBytes) {
      try {
        const blob = (await openContainer(end)).getBlobClient(name);
        return await sendWithin({}, (limited) => download(blob, mostBytes, limited));
      } catch (error) {
        if (codeOf(error) === 'BlobNotFound') return undefined;
        throw toFerryError(error, `read ${blobUri(end, name)}`, accessTo(end, ROLE));
      }
    },
    async remove(end, name) {
      try {
        await (await openContainer(end)).getBlobClient(name).deleteIfExists({ deleteSnapshots: 'include' });
      } catch (error) {
        throw toFerryError(error, `delete ${blobUri(end, name)}`, accessTo(end, ROLE));
      }
    },
    async removeVersion(end, name, etag) {
      try {
        const blob = (await openContainer(end)).getBlobClient(name);
        await blob.delete({ deleteSnapshots: 'include', conditions: { ifMatch: etag } });
        return true;
      } catch (error) {
        if (['ConditionNotMet', 'BlobNotFound'].includes(codeOf(error) ?? '')) return false;
        throw toFerryError(error, `delete ${blobUri(end, name)}`, accessTo(end, ROLE));
      }
    },
  };
}

/** The properties of a blob that matter. */
export function pickProperties(answer: BlobGetPropertiesResponse): BlobProperties {
  const { contentType, contentEncoding, contentLanguage, contentDisposition, cacheControl } = answer;
  return {
    size: answer.contentLength ?? 0,
    etag: answer.etag ?? '',
    metadata: answer.metadata ?? {},
    ...(answer.contentMD5 && { contentMd5: Buffer.from(answer.contentMD5).toString('base64') }),
    ...(contentType && { contentType }),
    ...(contentEncoding && { contentEncoding }),
    ...(contentLanguage && { contentLanguage }),
    ...(contentDisposition && { contentDisposition }),
    ...(cacheControl && { cacheControl }),
    ...(answer.blobType && answer.blobType !== 'BlockBlob' && { otherType: answer.blobType }),
    ...(answer.copyStatus === 'pending' && { isCopying: true as const }),
    ...(answer.accessTier && !answer.accessTierInferred && { accessTier: answer.accessTier }),
  };
}

/** Reads no byte more than it may. */
async function download(
  blob: BlobClient,
  mostBytes: number,
  { abortSignal }: { abortSignal?: AbortSignal },
): Promise<SmallBlob> {
  const options = { maxRetryRequests: 0, ...(abortSignal && { abortSignal }) };
  const { contentLength = 0, readableStreamBody, etag = '' } = await blob.download(0, undefined, options);
  if (contentLength > mostBytes) {
    (readableStreamBody as Readable | undefined)?.destroy();
    return { etag };
  }
  const chunks: Buffer[] = [];
  for await (const chunk of readableStreamBody ?? []) chunks.push(Buffer.from(chunk));
  return { etag, text: Buffer.concat(chunks).toString('utf8') };
}
