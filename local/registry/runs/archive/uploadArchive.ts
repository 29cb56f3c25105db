import { createHash } from 'node:crypto';
import type { BlockBlobClient } from '@azure/storage-blob';
import { storageFailure } from '../runFailure';

const BLOCK_SIZE = 8 * 1024 * 1024;
const MOST_BLOCKS = 50_000;

/** What went up, not yet committed. */
export interface StagedArchive {
  blockIds: string[];
  md5: Buffer;
  /** `sha256@<hex>`, as the service writes it. */
  catalogDigest: string;
}

/**
 * Stages a stream as blocks; at most three blocks are in memory (gathered, joined, in flight).
 *
 * @param size bytes that will come at most: blocks grow so that 50,000 are enough.
 * @param progress is told the bytes staged so far.
 */
export async function stageArchive(
  blob: BlockBlobClient,
  chunks: AsyncIterable<Buffer>,
  options: { size: number; signal: AbortSignal; progress: (bytes: number) => void },
): Promise<StagedArchive> {
  const md5 = createHash('md5');
  const sha256 = createHash('sha256');
  const blockIds: string[] = [];
  let sent = 0;
  let inFlight: Promise<void> = Promise.resolve();
  for await (const block of cutBlocks(chunks, Math.max(BLOCK_SIZE, Math.ceil(options.size / MOST_BLOCKS)))) {
    options.signal.throwIfAborted();
    md5.update(block);
    sha256.update(block);
    await inFlight;
    const id = Buffer.from(`block-${String(blockIds.length).padStart(6, '0')}`).toString('base64');
    blockIds.push(id);
    inFlight = stage(blob, id, block, options.signal).then(() => options.progress((sent += block.length)));
    // A failure is met at the next await; until then it must not count as unhandled.
    inFlight.catch(() => undefined);
  }
  await inFlight;
  return { blockIds, md5: md5.digest(), catalogDigest: `sha256@${sha256.digest('hex')}` };
}

async function stage(blob: BlockBlobClient, id: string, block: Buffer, abortSignal: AbortSignal): Promise<void> {
  try {
    await blob.stageBlock(id, block, block.length, { abortSignal });
  } catch (error) {
    abortSignal.throwIfAborted();
    throw storageFailure(error);
  }
}

async function* cutBlocks(chunks: AsyncIterable<Buffer>, blockSize: number): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    for (let rest = chunk; rest.length > 0;) {
      const part = rest.subarray(0, blockSize - length);
      parts.push(part);
      length += part.length;
      rest = rest.subarray(part.length);
      if (length < blockSize) continue;
      yield Buffer.concat(parts);
      parts = [];
      length = 0;
    }
  }
  if (length > 0) yield Buffer.concat(parts);
}
