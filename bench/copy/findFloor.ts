import type { Arena } from './arena';
import type { BareOptions } from './bareLoop';
import { bareContestant } from './field';
import type { Rig } from './rig';
import { measure } from './round';
import type { BlobSet } from './sources';

const MIB = 1024 * 1024;

/** Block size and calls in flight that a bare loop is tried with. */
export const FLOOR_CANDIDATES: readonly BareOptions[] = [8, 16, 32, 64].flatMap((mebibytes) =>
  [4, 8, 16].map((concurrency) => ({ blockSize: mebibytes * MIB, concurrency })),
);

/** The likeliest ones, from runs of all. */
export const LIKELY_CANDIDATES: readonly BareOptions[] = [
  { blockSize: 64 * MIB, concurrency: 8 },
  { blockSize: 32 * MIB, concurrency: 8 },
  { blockSize: 16 * MIB, concurrency: 16 },
];

/** A bare loop, and its speed in MiB/s. */
export interface Floor {
  options: BareOptions;
  speed: number;
}

/** The fastest of a few bare loops over one set of blobs; those that come in first run a second time. */
export async function findFloor(
  { rig, arena }: { rig: Rig; arena: Arena },
  set: BlobSet,
  candidates: readonly BareOptions[],
): Promise<Floor> {
  const speedOf = async (options: BareOptions): Promise<Floor> => {
    const { mibPerSecond } = await measure(rig, arena, bareContestant(rig, options), set);
    return { options, speed: mibPerSecond };
  };
  const tried: Floor[] = [];
  for (const options of candidates) tried.push(await speedOf(options));
  const finalists = Math.ceil(candidates.length / 4);
  for (const { options } of fastestFirst(tried).slice(0, finalists)) tried.push(await speedOf(options));
  const [best] = fastestFirst(tried);
  if (!best) throw new Error('The floor needs at least one candidate.');
  return best;
}

function fastestFirst<T extends { speed: number }>(tried: readonly T[]): T[] {
  return [...tried].sort((a, b) => b.speed - a.speed);
}
