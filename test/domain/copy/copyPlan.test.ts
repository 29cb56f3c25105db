import { MAX_BLOB_SIZE, MAX_BLOCK_SIZE, MAX_BLOCKS, blockAt, blocksBetween } from '../../../src/domain/copy/blockPlan';
import {
  bytesOf,
  createCopyPlan,
  rangesOfLane,
  type CopyPlan,
  type CopyStrategyName,
} from '../../../src/domain/copy/copyPlan';
import { DEFAULT_COPY } from '../../../src/settings/routes/routesSchema';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
const STRATEGIES: CopyStrategyName[] = ['server', 'relay'];

/** Sizes at, just below and just above every place where a plan changes. */
const SIZES = [
  16 * MIB,
  64 * MIB,
  GIB,
  2 * GIB,
  50 * GIB,
  MAX_BLOCKS * 16 * MIB,
  MAX_BLOCKS * 64 * MIB,
  MAX_BLOCKS * GIB,
  MAX_BLOB_SIZE - 1,
]
  .flatMap((size) => [size - 1, size, size + 1])
  .concat(0, 1, 2);

const LIMITS = [
  DEFAULT_COPY,
  { ...DEFAULT_COPY, lanes: 16, blocksPerActivity: 1 },
  { ...DEFAULT_COPY, lanes: 3, blocksPerActivity: 7, blockSizeMiB: 5, relayBlockSizeMiB: 9 },
  { ...DEFAULT_COPY, blockSizeMiB: 4000, relayBlockSizeMiB: 256, blocksPerActivity: 1000 },
  { ...DEFAULT_COPY, lanes: 4, bandwidthMiBps: 0.1 },
];

const CASES = STRATEGIES.flatMap((strategy) =>
  LIMITS.flatMap((limits, index) => SIZES.map((size) => [strategy, index, size, limits] as const)),
);

function ranges(plan: CopyPlan) {
  return Array.from({ length: plan.lanes }, (_, lane) => rangesOfLane(plan, lane));
}

it.each(CASES)(
  '%s, settings %i, %i bytes: the lanes cover every block once, every byte once',
  (strategy, _, size, limits) => {
    const plan = createCopyPlan(size, limits, strategy);
    expect(plan).toMatchObject({ size, strategy });
    expect(plan.blockCount).toBeLessThanOrEqual(MAX_BLOCKS);
    expect(plan.blockSize).toBeLessThanOrEqual(MAX_BLOCK_SIZE);
    expect(plan.lanes).toBeGreaterThanOrEqual(1);
    expect(plan.lanes).toBeLessThanOrEqual(limits.lanes);

    const all = ranges(plan).flat();
    const inOrder = all.toSorted((one, other) => one.first - other.first);
    let next = 0;
    for (const { first, last } of inOrder) {
      if (first !== next || last < first || last - first >= plan.blocksPerRange)
        throw new Error(`Range ${first} to ${last} where ${next} was expected.`);
      next = last + 1;
    }
    expect(next).toBe(plan.blockCount);
    expect(all.reduce((sum, range) => sum + bytesOf(plan, range), 0)).toBe(size);
    // No lane stands idle, and none has more than one range more than another.
    const shares = ranges(plan).map(({ length }) => length);
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(size > 0 ? 1 : 0);
    expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
  },
);

it.each(STRATEGIES)('%s: the blocks of all ranges of a blob are its bytes, without gap or overlap', (strategy) => {
  // Prepare
  const plan = createCopyPlan(200 * MIB + 7, { ...DEFAULT_COPY, blockSizeMiB: 3, relayBlockSizeMiB: 2 }, strategy);

  // Act
  const blocks = ranges(plan)
    .flat()
    .flatMap(({ first, last }) => blocksBetween(plan, '"1"', first, last))
    .sort((one, other) => one.offset - other.offset);

  // Assess
  let next = 0;
  for (const { offset, length } of blocks) {
    expect(offset).toBe(next);
    next += length;
  }
  expect(next).toBe(plan.size);
  expect(new Set(blocks.map(({ id }) => id)).size).toBe(plan.blockCount);
});

it('a relayed range has as many bytes as one that the server copies', () => {
  const [server, relay] = STRATEGIES.map((strategy) => createCopyPlan(50 * GIB, DEFAULT_COPY, strategy)) as [
    CopyPlan,
    CopyPlan,
  ];
  expect(relay.blockSize).toBe(16 * MIB);
  expect(relay.blocksPerRange * relay.blockSize).toBe(server.blocksPerRange * server.blockSize);
  expect(ranges(relay).flat()).toHaveLength(ranges(server).flat().length);
});

it('blocks of two sizes are never taken for one another', () => {
  const limits = { ...DEFAULT_COPY, relayBlockSizeMiB: 8 };
  const [server, relay] = STRATEGIES.map((strategy) => createCopyPlan(GIB, limits, strategy)) as [CopyPlan, CopyPlan];
  expect(blockAt(server, '"1"', 0).id).not.toBe(blockAt(relay, '"1"', 0).id);
});

it.each([
  [0.1, 2, 1.5 * MIB],
  [1, 2, 15 * MIB],
  [5, 2, 16 * MIB],
  [100_000, 2, 16 * MIB],
])('under a cap of %d MiB/s over %i lanes, a block takes at most half a minute', (bandwidthMiBps, lanes, blockSize) => {
  const plan = createCopyPlan(10 * GIB, { ...DEFAULT_COPY, bandwidthMiBps, lanes }, 'server');
  expect(plan.blockSize).toBe(blockSize);
  expect(plan.blockSize / ((bandwidthMiBps / lanes) * MIB)).toBeLessThanOrEqual(30);
});

it('the lanes of a large blob have equal shares, and a small blob has one lane', () => {
  expect(createCopyPlan(50 * GIB, DEFAULT_COPY, 'server')).toMatchObject({ lanes: 2, blocksPerRange: 1600 });
  expect(createCopyPlan(26 * GIB, DEFAULT_COPY, 'server')).toMatchObject({ lanes: 2, blocksPerRange: 832 });
  expect(createCopyPlan(GIB, DEFAULT_COPY, 'server')).toMatchObject({ lanes: 1, blocksPerRange: 64 });
});

it('the largest blob there can be fits, a larger one does not', () => {
  expect(createCopyPlan(MAX_BLOB_SIZE, DEFAULT_COPY, 'server')).toMatchObject({ blockCount: MAX_BLOCKS });
  expect(() => createCopyPlan(MAX_BLOB_SIZE + 1, DEFAULT_COPY, 'server')).toThrow(RangeError);
});
