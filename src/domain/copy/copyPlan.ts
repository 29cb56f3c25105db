import { planBlocks, type BlockPlan } from './blockPlan';

/** Who moves the bytes of a blob: the target's storage service, or the app itself. */
export const COPY_STRATEGIES = ['server', 'relay'] as const;

export type CopyStrategyName = (typeof COPY_STRATEGIES)[number];

/** Blocks `first` to `last`, both included: what one activity copies. */
export interface BlockRange {
  first: number;
  last: number;
}

/** How a blob is going to be copied. */
export interface CopyPlan extends BlockPlan {
  strategy: CopyStrategyName;
  blocksPerRange: number;
  /** Ranges that are copied at once. */
  lanes: number;
}

interface CopyLimits {
  blockSizeMiB: number;
  relayBlockSizeMiB: number;
  blocksPerActivity: number;
  lanes: number;
  bandwidthMiBps?: number;
}

const MIB = 1024 * 1024;
/** What a second lane is worth: its orchestration takes longer than fewer bytes. */
const LEAST_BYTES_OF_LANE = 1024 * MIB;
/** A block must be copied well within the two minutes of an activity, whatever the bandwidth limit. */
const LONGEST_BLOCK_SECONDS = 30;

/**
 * Plans the copy of a blob of `size` bytes. Relayed blocks may be smaller, because each is held in memory; a range has at most
 * as many bytes either way. All lanes have as many ranges of the same length, but for what is left over: none ends long
 * before another.
 *
 * @throws RangeError when the blob is larger than the service allows
 */
export function createCopyPlan(size: number, limits: CopyLimits, strategy: CopyStrategyName): CopyPlan {
  const preferred = (strategy === 'relay' ? limits.relayBlockSizeMiB : limits.blockSizeMiB) * MIB;
  const plan = planBlocks(size, Math.min(preferred, largestWithinBandwidth(limits)));
  const rangeBytes = limits.blocksPerActivity * limits.blockSizeMiB * MIB;
  const most = Math.max(1, Math.floor(rangeBytes / plan.blockSize));
  const lanes = Math.min(limits.lanes, Math.ceil(size / Math.min(LEAST_BYTES_OF_LANE, rangeBytes)));
  const ranges = Math.ceil(plan.blockCount / most);
  const evenRanges = Math.max(1, lanes * Math.ceil(ranges / Math.max(1, lanes)));
  const blocksPerRange = Math.max(1, Math.ceil(plan.blockCount / evenRanges));
  return {
    ...plan,
    strategy,
    blocksPerRange,
    lanes: Math.max(1, Math.min(lanes, Math.ceil(plan.blockCount / blocksPerRange))),
  };
}

/** The ranges of one lane, in order; the lanes take turns, so that they end at about the same time. */
export function rangesOfLane(plan: CopyPlan, lane: number): BlockRange[] {
  const ranges: BlockRange[] = [];
  const stride = plan.lanes * plan.blocksPerRange;
  for (let first = lane * plan.blocksPerRange; first < plan.blockCount; first += stride) {
    ranges.push({ first, last: Math.min(first + plan.blocksPerRange, plan.blockCount) - 1 });
  }
  return ranges;
}

/** Bytes of a range; the last block may be short. */
export function bytesOf(plan: BlockPlan, { first, last }: BlockRange): number {
  return Math.min((last + 1) * plan.blockSize, plan.size) - first * plan.blockSize;
}

function largestWithinBandwidth({ bandwidthMiBps, lanes }: CopyLimits): number {
  if (bandwidthMiBps === undefined) return Number.POSITIVE_INFINITY;
  const bytes = (bandwidthMiBps / lanes) * LONGEST_BLOCK_SECONDS * MIB;
  return Math.max(64 * 1024, Math.floor(bytes / 1024) * 1024);
}
