import path from 'node:path';
import { describeMachine } from '../measure/machine';
import { writeResults } from '../measure/resultsFile';
import { startAppHost } from './appHost';
import { createCopyJobs, type CopyJobs } from './copyJobs';
import type { BareLoopOptions } from './bareLoop';
import { describeGoals, describeRuns, summarize } from './describeRuns';
import { bareLoopCopier, createCopiers, prepareTools, type Tools } from './copiers';
import { labelOf } from './job';
import { findFastestLoop, LOOP_CANDIDATES, LIKELY_CANDIDATES, type MeasuredLoop } from './findFastestLoop';
import { measureMemory } from './memory';
import { measureResume } from './resume';
import { startBenchStorage, type BenchStorage } from './benchStorage';
import { measure, runRound, type MeasuredRun } from './round';
import { writeBlobs, type BlobSet } from './sources';

const MIB = 1024 * 1024;
/** Copied before anything is measured: the first copy on a new storage is slower than any later one. */
const WARM_UP = 64 * MIB;
/** A quick bench may take three minutes; the rest is for the build before it. */
const QUICK_SECONDS = 160;
/** A round writes the blob once and copies it six times; starting and stopping takes about as long as one more copy. */
const PASSES = 8;
const SMALLEST = 256 * MIB;

interface Size {
  count: number;
  /** Bytes of each blob. */
  size: number;
  /** How many blobs of how many bytes the fastest bare loop is searched with; the same when absent. */
  trial?: { count: number; size: number };
  /** Fewer than the scale says. */
  rounds?: number;
}

interface Scale {
  large: Size;
  small?: Size;
  rounds: number;
  /** Of the process: no round begins that would not end before. */
  withinSeconds: number;
  candidates: readonly BareLoopOptions[];
}

const FULL: Scale = {
  large: { count: 1, size: 1024 * MIB, trial: { count: 1, size: 256 * MIB } },
  small: { count: 50, size: 20 * MIB, trial: { count: 10, size: 20 * MIB }, rounds: 3 },
  rounds: 7,
  withinSeconds: Number.POSITIVE_INFINITY,
  candidates: LOOP_CANDIDATES,
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
 * Runs the whole comparison and prints it; the full one is also written into bench/RESULTS.md.
 *
 * @returns medians of the large blob, for programs that read them
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
  /** As it was copied: a quick bench takes a smaller blob where time is short. */
  set: NamedSize;
  runs: MeasuredRun[];
  bareLoop: BareLoopOptions;
}

/** Rounds, each on storage of its own that begins empty: what one leaves behind slows no other down. */
async function compare(bench: Bench, options: Scale & { set: NamedSize; withoutApp?: boolean }): Promise<Comparison> {
  const { withinSeconds, candidates, withoutApp = false } = options;
  const { rounds = options.rounds } = options.set;
  const { say } = bench;
  const runs: MeasuredRun[] = [];
  const { options: bareLoop, speed } = await searchLoop(bench, options.set, candidates);
  const set = { ...options.set, size: affordable(options.set.size, speed, withinSeconds - process.uptime()) };
  let longest = 0;
  for (let round = 0; round < rounds; round += 1) {
    const began = process.uptime();
    if (round > 0 && began + longest > withinSeconds) break;
    await withStorage(bench, set, async (storage, jobs, blobs) => {
      const app = withoutApp ? undefined : await startAppHost(storage, jobs);
      try {
        const copiers = createCopiers({ storage, jobs, tools: bench.tools, bareLoop, ...(app && { app }) });
        const measured = await runRound({ storage, jobs }, inTurn(copiers, round), blobs);
        runs.push(...measured);
        const speeds = measured.map(({ copier, mibPerSecond }) => `${labelOf(copier)} ${mibPerSecond.toFixed(1)}`);
        say(`${set.count} × ${set.size / MIB} MiB, round ${round + 1}, MiB/s: ${speeds.join(', ')}`);
      } finally {
        await app?.stop();
      }
    });
    longest = Math.max(longest, process.uptime() - began);
  }
  return { set, runs, bareLoop };
}

/** The size, halved until one round ends within the `seconds` that are left; `speed` is in MiB/s. */
function affordable(size: number, speed: number, seconds: number): number {
  return size > SMALLEST && (PASSES * size) / MIB / speed > seconds ? affordable(size / 2, speed, seconds) : size;
}

/** Each round begins with another copier: storage that has worked longer is slower. */
function inTurn<T>(copiers: readonly T[], round: number): T[] {
  const first = (round * 2) % copiers.length;
  return [...copiers.slice(first), ...copiers.slice(0, first)];
}

async function searchLoop(bench: Bench, set: NamedSize, candidates: readonly BareLoopOptions[]): Promise<MeasuredLoop> {
  let best: MeasuredLoop | undefined;
  await withStorage(bench, { container: set.container, ...(set.trial ?? set) }, async (storage, jobs, blobs) => {
    best = await findFastestLoop({ storage, jobs }, blobs, candidates);
  });
  if (!best) throw new Error('The search for the fastest bare loop needs at least one candidate.');
  return best;
}

async function withStorage(
  { folder }: Bench,
  { container, count, size }: NamedSize,
  work: (storage: BenchStorage, jobs: CopyJobs, blobs: BlobSet) => Promise<void>,
): Promise<void> {
  const storage = await startBenchStorage(path.join(folder, 'copy'));
  try {
    const blobs = await writeBlobs(storage.client('source').getContainerClient(container), count, size);
    const warmUp = await writeBlobs(storage.client('source').getContainerClient('warm-up'), 1, WARM_UP);
    const jobs = await createCopyJobs(storage, [blobs, warmUp]);
    await measure(storage, jobs, bareLoopCopier(storage, { blockSize: 8 * MIB, concurrency: 4 }), warmUp);
    await work(storage, jobs, blobs);
  } finally {
    await storage.stop();
  }
}

function titled({ set: { count, size }, runs, bareLoop }: Comparison): string {
  const best = `bare loop: blocks of ${bareLoop.blockSize / MIB} MiB, ${bareLoop.concurrency} at once`;
  return `${count} × ${size / MIB} MiB (${best})\n\n${describeRuns(runs)}`;
}
