import type { BlobGetPropertiesResponse } from '@azure/storage-blob';
import { blobUri } from '../../domain/route';
import type { BlobProperties } from '../../domain/copy/exportedBlob';
import { accessTo, type OpenContainer } from './containers';
import { codeOf, toFerryError } from '../serviceError';
import type { Blobs } from '../../domain/ports/blobs';

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
    async remove(end, name) {
      try {
        await (await openContainer(end)).getBlobClient(name).deleteIfExists({ deleteSnapshots: 'include' });
      } catch (error) {
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
    ...(answer.accessTier && !answer.accessTierInferred && { accessTier: answer.accessTier }),
  };
}
