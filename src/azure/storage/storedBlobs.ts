import type { BlobItem } from '@azure/storage-blob';
import type { ListedBlob, StoredBlobs } from '../../domain/ports/storedBlobs';
import type { SeenBlob } from '../../domain/retention/decideBlob';
import { blobUri, type RouteEnd } from '../../domain/route';
import { codeOf, toFerryError } from '../serviceError';
import { pickProperties } from './blobs';
import { accessTo, type OpenContainer } from './containers';
import { quotedEtag } from './quotedEtag';
import { readWhole } from './readWhole';

const ROLE = 'Storage Blob Data Contributor on the container';
const PAGE_SIZE = 100;
/** A manifest names at most 50 artifacts. */
const LARGEST_DOCUMENT = 1_048_576;

/** Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError. */
export function createStoredBlobs(openContainer: OpenContainer): StoredBlobs {
  async function look(end: RouteEnd, name: string): Promise<SeenBlob | undefined> {
    try {
      const answer = await (await openContainer(end)).getBlobClient(name).getProperties();
      return { ...pickProperties(answer), lastModified: answer.lastModified?.toISOString() ?? '' };
    } catch (error) {
      if (codeOf(error) === 'BlobNotFound') return undefined;
      throw toFerryError(error, `read the properties of ${blobUri(end, name)}`, accessTo(end, ROLE));
    }
  }

  async function listPage(
    end: RouteEnd,
    options: { prefix: string; includeUncommitedBlobs?: true; includeCopy?: true },
    page: string | undefined,
  ): Promise<{ items: BlobItem[]; next?: string }> {
    try {
      const pages = (await openContainer(end))
        .listBlobsFlat(options)
        .byPage({ maxPageSize: PAGE_SIZE, ...(page !== undefined && { continuationToken: page }) });
      for await (const { segment, continuationToken } of pages) {
        return { items: segment.blobItems, ...(continuationToken && { next: continuationToken }) };
      }
      return { items: [] };
    } catch (error) {
      throw toFerryError(error, `list ${options.prefix} in ${end.containerUri}`, accessTo(end, ROLE));
    }
  }

  return {
    async list(end, prefix, page) {
      const { items, next } = await listPage(end, { prefix, includeUncommitedBlobs: true }, page);
      return { names: items.map(({ name }) => name), ...(next !== undefined && { next }) };
    },
    async listCommitted(end, prefix, page) {
      const { items, next } = await listPage(end, { prefix, includeCopy: true }, page);
      return { blobs: items.map(toListed), ...(next !== undefined && { next }) };
    },
    look,
    async readJson(end, name) {
      try {
        const blob = (await openContainer(end)).getBlockBlobClient(name);
        const { contentLength = 0 } = await blob.getProperties();
        return contentLength > LARGEST_DOCUMENT ? undefined : parse(await readWhole(blob));
      } catch (error) {
        if (codeOf(error) === 'BlobNotFound') return undefined;
        throw toFerryError(error, `read ${blobUri(end, name)}`, accessTo(end, ROLE));
      }
    },
    async remove(end, name, etag) {
      try {
        const blob = (await openContainer(end)).getBlobClient(name);
        await blob.delete({ deleteSnapshots: 'include', conditions: { ifMatch: etag } });
        return true;
      } catch (error) {
        if (codeOf(error) === 'BlobNotFound') return true;
        // What is gone fails the condition, too.
        if (codeOf(error) === 'ConditionNotMet') return (await look(end, name)) === undefined;
        throw toFerryError(error, `delete ${blobUri(end, name)}`, accessTo(end, ROLE));
      }
    },
  };
}

function toListed({ name, properties }: BlobItem): ListedBlob {
  const { contentLength, etag, contentMD5, lastModified, blobType, copyStatus } = properties;
  return {
    ...{ name, size: contentLength ?? 0, etag: quotedEtag(etag), lastModified: lastModified.toISOString() },
    ...(contentMD5?.length && { contentMd5: Buffer.from(contentMD5).toString('base64') }),
    ...(blobType !== undefined && blobType !== 'BlockBlob' && { otherType: blobType }),
    ...(copyStatus === 'pending' && { isCopying: true as const }),
  };
}

function parse(content: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(content)) as unknown;
  } catch {
    return undefined;
  }
}
