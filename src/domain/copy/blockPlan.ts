import { createHash } from 'node:crypto';

/** How a blob is cut into blocks. */
export interface BlockPlan {
  /** Bytes of the whole blob. */
  size: number;
  /** Bytes of every block but the last. */
  blockSize: number;
  blockCount: number;
}

export interface Block {
  index: number;
  /** Base64, of equal length for every block of a blob. */
  id: string;
  /** Bytes from the start of the blob. */
  offset: number;
  /** Bytes. */
  length: number;
}

const MIB = 1024 * 1024;

/** Limits of a block blob: https://learn.microsoft.com/azure/storage/blobs/scalability-targets */
export const MAX_BLOCKS = 50_000;
export const MAX_BLOCK_SIZE = 4_000 * MIB;
export const MAX_BLOB_SIZE = MAX_BLOCKS * MAX_BLOCK_SIZE;

/**
 * Cuts a blob of `size` bytes into blocks of `preferredBlockSize` bytes, larger ones where 50,000 would not do.
 *
 * @throws RangeError when the blob is larger than the service allows.
 */
export function planBlocks(size: number, preferredBlockSize: number): BlockPlan {
  if (size > MAX_BLOB_SIZE)
    throw new RangeError(`The blob has ${size} bytes; a block blob holds at most ${MAX_BLOB_SIZE}.`);
  const smallestThatFits = Math.ceil(size / MAX_BLOCKS / MIB) * MIB;
  const blockSize = Math.min(Math.max(preferredBlockSize, smallestThatFits), MAX_BLOCK_SIZE);
  return { size, blockSize, blockCount: Math.ceil(size / blockSize) };
}

/**
 * The block at `index`. Its id depends on the source's ETag and the block size alone, so that any later attempt
 * finds the blocks that are already there.
 */
export function blockAt(plan: BlockPlan, sourceEtag: string, index: number): Block {
  const offset = index * plan.blockSize;
  const source = createHash('sha256').update(`${sourceEtag}\n${plan.blockSize}`).digest('hex').slice(0, 32);
  return {
    index,
    id: Buffer.from(`${source}-${String(index).padStart(5, '0')}`).toString('base64'),
    offset,
    length: Math.min(plan.blockSize, plan.size - offset),
  };
}

/** Blocks `first` to `last`, both included. */
export function blocksBetween(plan: BlockPlan, sourceEtag: string, first: number, last: number): Block[] {
  return Array.from({ length: last - first + 1 }, (_, step) => blockAt(plan, sourceEtag, first + step));
}

/** All blocks of a blob. */
export function allBlocks(plan: BlockPlan, sourceEtag: string): Block[] {
  return blocksBetween(plan, sourceEtag, 0, plan.blockCount - 1);
}

/**
 * The planned blocks that are not staged with their whole length.
 *
 * @param staged  bytes of each uncommitted block, by block id
 */
export function missingBlocks(planned: readonly Block[], staged: ReadonlyMap<string, number>): Block[] {
  return planned.filter(({ id, length }) => staged.get(id) !== length);
}
