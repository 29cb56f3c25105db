import path from 'node:path';
import { describeMachine } from '../measure/machine';
import { writeResults } from '../measure/resultsFile';
import { startAppHost } from './appHost';
import { createArena, type Arena } from './arena';
import type { BareOptions } from './bareLoop';
import { describeGoals, describeRuns, summarize } from './describeRuns';
import { bareContestant, createField, prepareTools, type Tools } from './field';
import { findFloor, FLOOR_CANDIDATES, LIKELY_CANDIDATES, type Floor } from './findFloor';
import { measureMemory } from './memory';
import { measureResume } from './resume';
import { startRig, type Rig } from './rig';
import { measure, runRound, type MeasuredRun } from './round';
import { writeBlobs, type BlobSet } from './sources';

const MIB = 1024 * 1024;
/** Nobody meets a storage that has not copied anything yet. */
const WARM_UP = 64 * MIB;
/** Leaves the build some of the three minutes that a quick bench may take. */
const QUICK_SECONDS = 160;
/** A round writes the blob once, has six copies of it made, and starts and stops everybody. */
const PASSES = 8;
const SMALLEST = 256 * MIB;

interface Size {
  count: number;
  /** Bytes of each blob. */
  size: number;
  /** How many blobs of how many bytes the floor is searched with; the same when absent. */
  trial?: { count: number; size: number };
}

interface Scale {
  large: Size;
  small?: Size;
  rounds: number;
  /** No round begins that would not be over by then. */
  withinSeconds: number;
  candidates: readonly BareOptions[];
}

const FULL: Scale = {
  large: { count: 1, size: 1024 * MIB, trial: { count: 1, size: 256 * MIB } },
  small: { count: 50, size: 20 * MIB, trial: { count: 10, size: 20 * MIB } },
  rounds: 3,
  withinSeconds: Number.POSITIVE_INFINITY,
  candidates: FLOOR_CANDIDATES,
};
const QUICK: Scale = {
  large: { count: 1, size: 1024 * MIB, trial: { count: 1, size: 128 * MIB } },
  rounds: 5,
  withinSeconds: QUICK_SECONDS,
  candidates: LIKELY_CANDIDATES,
};

interface Bench {
  folder: string;
  tools: Tools;
  say: (text: string) => void;
}

/**
 * Runs the whole comparison and tells it; the full one is also written into bench/RESULTS.md.
 *
 * @returns medians of the large blob, for programs
 */
export async function benchCopy(options: {
  folder: string;
  quick: boolean;
  say: (text: string) => void;
}): Promise<Record<string, unknown>> {
  const { folder, quick, say } = options;
  const scale = quick ? QUICK : FULL;
  const machine = await describeMachine();
  say(machine);
  const tools = await prepareTools(folder, path.join(folder, 'copy', 'tls', 'ca.crt'));
  const bench = { folder, tools, say };
  const { azcopy, rclone } = tools;
  say(`AzCopy ${azcopy?.version ?? 'left out'}, rclone ${rclone?.version ?? 'left out'}`);
  for (const note of tools.notes) say(`Left out: ${note}`);

  const large = await compare(bench, { ...scale, set: { container: 'large', ...scale.large } });
  const parts = [titled(large)];
  if (scale.small) {
    const small = await compare(bench, { ...scale, set: { container: 'small', ...scale.small }, withoutApp: true });
    parts.push(titled(small));
  }
  say(`\n${parts.join('\n\n')}\n\n${describeGoals(large.runs)}`);
  if (!quick) {
    const memory = await measureMemory(path.join(folder, 'copy'), say);
    const resume = await measureResume(path.join(folder, 'copy'), tools.azcopy, say);
    const versions = `AzCopy ${azcopy?.version ?? '–'}, rclone ${rclone?.version ?? '–'}`;
    const text = [`${machine}. ${versions}.`, ...parts, describeGoals(large.runs), memory, resume].join('\n\n');
    await writeResults('copy', text);
  }
  return summarize(large.set.size, large.runs);
}

interface NamedSize extends Size {
  container: string;
}

interface Comparison {
  /** As it was run: a quick bench takes a smaller blob where time is short. */
  set: NamedSize;
  runs: MeasuredRun[];
  floor: BareOptions;
}

/** Rounds, each on storage of its own that begins empty: what one leaves behind burdens no other. */
async function compare(bench: Bench, options: Scale & { set: NamedSize; withoutApp?: boolean }): Promise<Comparison> {
  const { rounds, withinSeconds, candidates, withoutApp = false } = options;
  const { say } = bench;
  const runs: MeasuredRun[] = [];
  const { options: floor, speed } = await searchFloor(bench, options.set, candidates);
  const set = { ...options.set, size: affordable(options.set.size, speed, withinSeconds - process.uptime()) };
  let longest = 0;
  for (let round = 0; round < rounds; round += 1) {
    const began = process.uptime();
    if (round > 0 && began + longest > withinSeconds) break;
    await withArena(bench, set, async (rig, arena, blobs) => {
      const app = withoutApp ? undefined : await startAppHost(rig, arena);
      try {
        const field = createField({ rig, arena, tools: bench.tools, floor, ...(app && { app }) });
        const measured = await runRound({ rig, arena }, inTurn(field, round), blobs);
        runs.push(...measured);
        const speeds = measured.map(({ contestant, mibPerSecond }) => `${contestant} ${mibPerSecond.toFixed(1)}`);
        say(`${set.count} × ${set.size / MIB} MiB, round ${round + 1}, MiB/s: ${speeds.join(', ')}`);
      } finally {
        await app?.stop();
      }
    });
    longest = Math.max(longest, process.uptime() - began);
  }
  return { set, runs, floor };
}

/** The size, or as much less of it as one round gets through in the time that is left; `speed` is in MiB/s. */
function affordable(size: number, speed: number, seconds: number): number {
  return size > SMALLEST && (PASSES * size) / MIB / speed > seconds ? affordable(size / 2, speed, seconds) : size;
}

/** Everybody begins earlier in one round and later in another: storage that has worked longer is not as fast. */
function inTurn<T>(field: readonly T[], round: number): T[] {
  const first = (round * 2) % field.length;
  return [...field.slice(first), ...field.slice(0, first)];
}

async function searchFloor(bench: Bench, set: NamedSize, candidates: readonly BareOptions[]): Promise<Floor> {
  let best: Floor | undefined;
  await withArena(bench, { container: set.container, ...(set.trial ?? set) }, async (rig, arena, blobs) => {
    best = await findFloor({ rig, arena }, blobs, candidates);
  });
  if (!best) throw new Error('The floor needs at least one candidate.');
  return best;
}

async function withArena(
  { folder }: Bench,
  { container, count, size }: NamedSize,
  work: (rig: Rig, arena: Arena, blobs: BlobSet) => Promise<void>,
): Promise<void> {
  const rig = await startRig(path.join(folder, 'copy'));
  try {
    const blobs = await writeBlobs(rig.client('source').getContainerClient(container), count, size);
    const warmUp = await writeBlobs(rig.client('source').getContainerClient('warm-up'), 1, WARM_UP);
    const arena = await createArena(rig, [blobs, warmUp]);
    await measure(rig, arena, bareContestant(rig, { blockSize: 8 * MIB, concurrency: 4 }), warmUp);
    await work(rig, arena, blobs);
  } finally {
    await rig.stop();
  }
}

function titled({ set: { count, size }, runs, floor }: Comparison): string {
  const best = `floor: blocks of ${floor.blockSize / MIB} MiB, ${floor.concurrency} at once`;
  return `${count} × ${size / MIB} MiB (${best})\n\n${describeRuns(runs)}`;
}
