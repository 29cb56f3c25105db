import type { BlockBlobTier } from '@azure/storage-blob';
import { blobUri } from '../../domain/route';
import { BlocksMissingError, TargetBlobConflictError } from '../../domain/failures/errors';
import { DISCARDED, metadataOfCopy, type BlobProperties } from '../../domain/copy/exportedBlob';
import { accessTo, type OpenContainer } from '../storage/containers';
import { codeOf, serviceWords, toFerryError } from '../serviceError';
import type { BlockLists } from '../../domain/ports/blockLists';

/** Somebody's blob is there, or has changed. Leases and immutability answer 409 and 412 too. */
const CONFLICTS = new Set(['BlobAlreadyExists', 'ConditionNotMet', 'UnauthorizedBlobOverwrite']);
const ROLE = 'Storage Blob Data Contributor on the target container';

/**
 * Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError; of commit also
 * TargetBlobConflictError.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/put-block-list
 */
export function createBlockLists(openContainer: OpenContainer): BlockLists {
  return {
    async staged(end, name) {
      try {
        const blob = (await openContainer(end)).getBlockBlobClient(name);
        const { uncommittedBlocks = [] } = await blob.getBlockList('uncommitted');
        return new Map(uncommittedBlocks.map((block) => [block.name, Number(block.size)]));
      } catch (error) {
        if (codeOf(error) === 'BlobNotFound') return new Map();
        throw toFerryError(error, `list the blocks of ${blobUri(end, name)}`, accessTo(end, ROLE));
      }
    },
    async commit(end, name, blockIds, source, replaces) {
      try {
        const blob = (await openContainer(end)).getBlockBlobClient(name);
        const put = (tier: { tier?: BlockBlobTier }) =>
          blob.commitBlockList(blockIds, {
            conditions: replaces === undefined ? { ifNoneMatch: '*' } : { ifMatch: replaces },
            metadata: metadataOfCopy(source),
            blobHTTPHeaders: headersOf(source),
            ...tier,
          });
        const tier = tierOf(source);
        if (!tier) await put({});
        // An account that does not know the tier of another one takes the blob without it.
        else await put({ tier }).catch((error: unknown) => (mayRefuseTier(error) ? put({}) : Promise.reject(error)));
      } catch (error) {
        if (codeOf(error) === 'InvalidBlockList') throw new BlocksMissingError(blobUri(end, name));
        if (CONFLICTS.has(codeOf(error) ?? '')) throw new TargetBlobConflictError(blobUri(end, name));
        throw toFerryError(error, `commit ${blobUri(end, name)}`, accessTo(end, ROLE));
      }
    },
    async discard(end, name) {
      try {
        const blob = (await openContainer(end)).getBlockBlobClient(name);
        // The service has no call for it; an empty commit drops all uncommitted blocks.
        await blob.commitBlockList([], { conditions: { ifNoneMatch: '*' }, metadata: DISCARDED });
      } catch (error) {
        if (CONFLICTS.has(codeOf(error) ?? '')) return;
        throw toFerryError(error, `discard the uncommitted blocks of ${blobUri(end, name)}`, accessTo(end, ROLE));
      }
    },
  };
}

/** Archived blobs cannot be read, so an import could not. */
function tierOf({ accessTier }: BlobProperties): BlockBlobTier | undefined {
  return accessTier === undefined || accessTier.toLowerCase() === 'archive' ? undefined : (accessTier as BlockBlobTier);
}

/** Accounts answer 400 with various codes; the same commit without the tier tells whether it was the tier. */
function mayRefuseTier(error: unknown): boolean {
  const { status, code = '' } = serviceWords(error);
  return code !== 'InvalidBlockList' && (status === 400 || /Tier|FeatureNotSupported/i.test(code));
}

function headersOf(source: BlobProperties) {
  return {
    ...(source.contentMd5 && { blobContentMD5: Buffer.from(source.contentMd5, 'base64') }),
    ...(source.contentType && { blobContentType: source.contentType }),
    ...(source.contentEncoding && { blobContentEncoding: source.contentEncoding }),
    ...(source.contentLanguage && { blobContentLanguage: source.contentLanguage }),
    ...(source.contentDisposition && { blobContentDisposition: source.contentDisposition }),
    ...(source.cacheControl && { blobCacheControl: source.cacheControl }),
  };
}
