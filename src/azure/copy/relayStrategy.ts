import { createHash } from 'node:crypto';
import type { BlobClient } from '@azure/storage-blob';
import { FerryError, ServiceUnavailableError, SourceBlobChangedError } from '../../domain/failures/errors';
import { accessTo, type OpenContainer } from '../storage/containers';
import { codeOf, serviceWords, toFerryError } from '../serviceError';
import type { BlobCopy, CopyStrategy } from '../../domain/ports/copyStrategy';
import { blobUri } from '../../domain/route';

/** The service gives the MD5 of a range of at most 4 MiB: https://learn.microsoft.com/rest/api/storageservices/get-blob */
const CHECKED_RANGE = 4 * 1024 * 1024;
/** The blob was there when the copy was planned: that it is gone, or has another ETag, can only be a change. */
const CHANGED = new Set(['BlobNotFound', 'ConditionNotMet']);
const SOURCE_ROLE = 'Storage Blob Data Reader on the source container';
const TARGET_ROLE = 'Storage Blob Data Contributor on the target container';

/**
 * The app reads each block and writes it: for a target whose storage cannot reach the source. What is read is checked
 * against the service's own checksum of each range, what is written against the checksum of what was read. Memory is
 * one block for each block in flight.
 */
export function createRelayStrategy(openContainer: OpenContainer): CopyStrategy {
  return async (copy) => {
    const { source, target, blob } = copy;
    const sourceBlob = (await openContainer(source)).getBlobClient(blob.name);
    const targetBlob = (await openContainer(target)).getBlockBlobClient(blob.name);
    return async ({ id, offset, length }, signal) => {
      const block = Buffer.allocUnsafe(length);
      for (let start = 0; start < length; start += CHECKED_RANGE) {
        const part = block.subarray(start, Math.min(start + CHECKED_RANGE, length));
        await readRange(sourceBlob, copy, offset + start, part, signal);
      }
      try {
        const transactionalContentMD5 = md5(block);
        await targetBlob.stageBlock(id, block, length, { transactionalContentMD5, abortSignal: signal });
      } catch (error) {
        throw writeFailed(error, copy, offset);
      }
    };
  };
}

/** Fills `part` with the source's bytes from `offset` on. */
async function readRange(
  blobClient: BlobClient,
  { source, blob }: BlobCopy,
  offset: number,
  part: Buffer,
  signal: AbortSignal,
): Promise<void> {
  const doing = `read ${part.length} bytes at ${offset} of ${blobUri(source, blob.name)}`;
  try {
    const answer = await blobClient.download(offset, part.length, {
      rangeGetContentMD5: true,
      conditions: { ifMatch: blob.etag },
      maxRetryRequests: 0,
      abortSignal: signal,
    });
    let filled = 0;
    for await (const chunk of answer.readableStreamBody as AsyncIterable<Buffer>) {
      filled += chunk.copy(part, filled);
    }
    const whole = filled === part.length;
    if (!whole) throw new ServiceUnavailableError(doing, { words: `only ${filled} bytes arrived` });
    if (answer.contentMD5 && !md5(part).equals(Buffer.from(answer.contentMD5))) {
      throw new ServiceUnavailableError(doing, { words: 'what arrived has another MD5 than the service says' });
    }
  } catch (error) {
    if (error instanceof FerryError) throw error;
    if (CHANGED.has(codeOf(error) ?? '')) throw new SourceBlobChangedError(blobUri(source, blob.name));
    throw toFerryError(error, doing, accessTo(source, SOURCE_ROLE));
  }
}

function writeFailed(error: unknown, { target, blob }: BlobCopy, offset: number): FerryError {
  const doing = `write the block at ${offset} of ${blobUri(target, blob.name)}`;
  // The bytes changed on their way: another try may get them through whole.
  if (codeOf(error) === 'Md5Mismatch') return new ServiceUnavailableError(doing, serviceWords(error));
  return toFerryError(error, doing, accessTo(target, TARGET_ROLE));
}

function md5(bytes: Buffer): Buffer {
  return createHash('md5').update(bytes).digest();
}
