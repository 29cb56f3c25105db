import { blockAt, blocksBetween, MAX_BLOCKS, planBlocks, type Block } from '../../../src/domain/copy/blockPlan';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
const PREFERRED = 64 * MIB;
const LARGEST = MAX_BLOCKS * 4_000 * MIB;
const ETAG = '"0x8DD1"';

/** Sizes at, just below and just above every place where the plan changes. */
const BOUNDARIES = [
  1,
  MIB,
  PREFERRED,
  2 * PREFERRED,
  GIB,
  MAX_BLOCKS * PREFERRED,
  MAX_BLOCKS * 65 * MIB,
  100 * 1024 * GIB,
];
const SIZES = [
  ...BOUNDARIES.flatMap((size) => [size - 1, size, size + 1]),
  LARGEST - 1,
  LARGEST,
  ...Array.from({ length: 60 }, (_, step) => Math.floor(1.7 ** (step + 1)) + step),
];

function distinct(blocks: Block[]): number {
  return new Set(blocks.map(({ id }) => id)).size;
}

describe('planBlocks', () => {
  it.each(SIZES)('a blob of %d bytes is covered exactly, within the limits of the service', (size) => {
    const plan = planBlocks(size, PREFERRED);
    expect(plan.size).toBe(size);
    expect(plan.blockCount).toBeLessThanOrEqual(MAX_BLOCKS);
    expect(plan.blockSize).toBeLessThanOrEqual(4_000 * MIB);
    expect(plan.blockSize).toBeGreaterThanOrEqual(PREFERRED);
    expect(plan.blockCount).toBe(Math.ceil(size / plan.blockSize));
    const blocks = plan.blockCount === 0 ? [] : [blockAt(plan, ETAG, 0), blockAt(plan, ETAG, plan.blockCount - 1)];
    expect(blocks.at(0)?.offset ?? 0).toBe(0);
    expect(blocks.reduce((_, { offset, length }) => offset + length, 0)).toBe(size);
    for (const { length } of blocks) expect(length > 0 && length <= plan.blockSize).toBe(true);
  });

  it('no byte is left out or copied twice', () => {
    // Prepare
    const plan = planBlocks(10 * MIB + 7, MIB);

    // Act
    const blocks = blocksBetween(plan, ETAG, 0, plan.blockCount - 1);

    // Assess
    let next = 0;
    for (const [index, block] of blocks.entries()) {
      expect(block).toMatchObject({ index, offset: next });
      next += block.length;
    }
    expect(next).toBe(plan.size);
  });

  it('keeps the preferred size until 50,000 blocks would not do, then grows by whole MiB', () => {
    expect(planBlocks(MAX_BLOCKS * PREFERRED, PREFERRED)).toMatchObject({
      blockSize: PREFERRED,
      blockCount: MAX_BLOCKS,
    });
    const grown = planBlocks(MAX_BLOCKS * PREFERRED + 1, PREFERRED);
    expect(grown.blockSize).toBe(65 * MIB);
    expect(grown.blockCount).toBeLessThan(MAX_BLOCKS);
  });

  it('takes the largest blob there can be, and refuses a larger one', () => {
    expect(planBlocks(LARGEST, PREFERRED)).toEqual({ size: LARGEST, blockSize: 4_000 * MIB, blockCount: MAX_BLOCKS });
    expect(() => planBlocks(LARGEST + 1, PREFERRED)).toThrow(RangeError);
  });
});

describe('block ids', () => {
  const whole = planBlocks(MAX_BLOCKS * PREFERRED, PREFERRED);
  const all = blocksBetween(whole, ETAG, 0, MAX_BLOCKS - 1);

  it('are 50,000 different ones of equal length, at most 64 bytes before base64', () => {
    expect(distinct(all)).toBe(MAX_BLOCKS);
    expect(new Set(all.map(({ id }) => id.length)).size).toBe(1);
    expect(Buffer.from(all[0]?.id ?? '', 'base64').length).toBeLessThanOrEqual(64);
    expect(Buffer.from(all[0]?.id ?? '', 'base64').toString('base64')).toBe(all[0]?.id);
  });

  it('are the same again for whoever goes on, and for a part of them', () => {
    expect(blocksBetween(whole, ETAG, 10, 12)).toEqual(all.slice(10, 13));
  });

  it('differ by the ETag of the source and by the block size, so that no stale block is taken for a good one', () => {
    const ids = [
      blockAt(whole, ETAG, 0).id,
      blockAt(whole, '"0x8DD2"', 0).id,
      blockAt(planBlocks(whole.size, 2 * PREFERRED), ETAG, 0).id,
    ];
    expect(new Set(ids).size).toBe(3);
    expect(new Set(ids.map(({ length }) => length)).size).toBe(1);
  });
});
