import type { RequestPolicyFactory } from '@azure/storage-blob';
import type { RouteEnd } from '../settings/routes';
import type { Block } from '../transfer/blockPlan';
import { SourceBlobChangedError, TargetBlobConflictError } from '../transfer/errors';
import type { BlobProperties } from '../transfer/exportedBlob';
import { blobUri } from './blobs';
import type { OpenContainer } from './containers';
import { codeOf, statusOf, toFerryError } from './serviceError';

/** The source of a copy, frozen by its ETag. */
export interface CopySource {
  /** With a signature: see SourceUrlFor. */
  url: string;
  etag: string;
}

/** Copies a blob block by block, between storage accounts, without its bytes passing here. */
export interface BlockCopy {
  /** Bytes of each uncommitted block of a blob, by block id; empty when the blob does not exist. */
  stagedBlocks(end: RouteEnd, name: string): Promise<Map<string, number>>;
  /** Answers a function that stages one block. @see https://learn.microsoft.com/rest/api/storageservices/put-block-from-url */
  stagerFor(end: RouteEnd, name: string, source: CopySource): (block: Block) => Promise<void>;
  /** Makes a new blob of staged blocks, with the source's headers and metadata. */
  commit(end: RouteEnd, name: string, blockIds: string[], properties: BlobProperties): Promise<void>;
  /** Throws away the uncommitted blocks of a blob that was never committed. */
  discard(end: RouteEnd, name: string): Promise<void>;
}

const ROLE =
  'Storage Blob Data Contributor on the target container; where the source answers 403, let the target account read the source';

/**
 * Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError; stagerFor's also
 * SourceBlobChangedError; commit's also TargetBlobConflictError.
 */
export function createBlockCopy(openContainer: OpenContainer): BlockCopy {
  return {
    async stagedBlocks(end, name) {
      try {
        const { uncommittedBlocks = [] } = await openContainer(end)
          .getBlockBlobClient(name)
          .getBlockList('uncommitted');
        return new Map(uncommittedBlocks.map((block) => [block.name, Number(block.size)]));
      } catch (error) {
        if (statusOf(error) === 404) return new Map();
        throw toFerryError(error, `list the blocks of ${blobUri(end, name)}`, ROLE);
      }
    },
    stagerFor(end, name, source) {
      const target = openContainer(end, [sourceIfMatch(source.etag)]).getBlockBlobClient(name);
      return async ({ id, offset, length, index }) => {
        try {
          await target.stageBlockFromURL(id, source.url, offset, length);
        } catch (error) {
          if (codeOf(error) === 'SourceConditionNotMet') throw new SourceBlobChangedError(name);
          throw toFerryError(error, `copy block ${index} of ${blobUri(end, name)}`, ROLE);
        }
      };
    },
    async commit(end, name, blockIds, { contentMd5, contentType, metadata }) {
      try {
        await openContainer(end)
          .getBlockBlobClient(name)
          .commitBlockList(blockIds, {
            conditions: { ifNoneMatch: '*' },
            metadata,
            blobHTTPHeaders: {
              ...(contentMd5 && { blobContentMD5: Buffer.from(contentMd5, 'base64') }),
              ...(contentType && { blobContentType: contentType }),
            },
          });
      } catch (error) {
        const status = statusOf(error);
        if (status === 409 || status === 412) throw new TargetBlobConflictError(blobUri(end, name));
        throw toFerryError(error, `commit ${blobUri(end, name)}`, ROLE);
      }
    },
    async discard(end, name) {
      const blob = openContainer(end).getBlockBlobClient(name);
      try {
        // The service has no call for it; an empty commit drops all uncommitted blocks.
        const { etag } = await blob.commitBlockList([], { conditions: { ifNoneMatch: '*' } });
        await blob.deleteIfExists(etag === undefined ? {} : { conditions: { ifMatch: etag } });
      } catch (error) {
        const status = statusOf(error);
        if (status === 409 || status === 412) return;
        throw toFerryError(error, `discard the uncommitted blocks of ${blobUri(end, name)}`, ROLE);
      }
    },
  };
}

/** The SDK has no option for `x-ms-source-if-match`, which freezes the source on every block. */
function sourceIfMatch(etag: string): RequestPolicyFactory {
  return {
    create: (next) => ({
      sendRequest(request) {
        request.headers.set('x-ms-source-if-match', etag);
        return next.sendRequest(request);
      },
    }),
  };
}
