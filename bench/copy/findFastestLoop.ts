import type { CopyJobs } from './copyJobs';
import type { BareLoopOptions } from './bareLoop';
import { bareLoopCopier } from './copiers';
import type { BenchStorage } from './benchStorage';
import { measure } from './round';
import type { BlobSet } from './sources';

const MIB = 1024 * 1024;

/** Block sizes and calls in flight to try. */
export const LOOP_CANDIDATES: readonly BareLoopOptions[] = [8, 16, 32, 64].flatMap((mebibytes) =>
  [4, 8, 16].map((concurrency) => ({ blockSize: mebibytes * MIB, concurrency })),
);

/** Those that were the fastest when all were tried. */
export const LIKELY_CANDIDATES: readonly BareLoopOptions[] = [
  { blockSize: 64 * MIB, concurrency: 8 },
  { blockSize: 32 * MIB, concurrency: 8 },
  { blockSize: 16 * MIB, concurrency: 16 },
];

/** A bare loop and how fast it was. */
export interface MeasuredLoop {
  options: BareLoopOptions;
  /** MiB/s. */
  speed: number;
}

/** The fastest of a few bare loops over one set of blobs; the fastest quarter of them runs a second time. */
export async function findFastestLoop(
  { storage, jobs }: { storage: BenchStorage; jobs: CopyJobs },
  set: BlobSet,
  candidates: readonly BareLoopOptions[],
): Promise<MeasuredLoop> {
  const speedOf = async (options: BareLoopOptions): Promise<MeasuredLoop> => {
    const { mibPerSecond } = await measure(storage, jobs, bareLoopCopier(storage, options), set);
    return { options, speed: mibPerSecond };
  };
  const tried: MeasuredLoop[] = [];
  for (const options of candidates) tried.push(await speedOf(options));
  const repeated = Math.ceil(candidates.length / 4);
  for (const { options } of fastestFirst(tried).slice(0, repeated)) tried.push(await speedOf(options));
  const [best] = fastestFirst(tried);
  if (!best) throw new Error('The search for the fastest bare loop needs at least one candidate.');
  return best;
}

function fastestFirst<T extends { speed: number }>(tried: readonly T[]): T[] {
  return [...tried].sort((a, b) => b.speed - a.speed);
}
