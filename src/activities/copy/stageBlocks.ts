import { setMaxListeners } from 'node:events';
import type { Block } from '../../domain/copy/blockPlan';
import { Pace, type PaceLimits } from '../../domain/copy/pace';
import { FerryError } from '../../domain/failures/errors';
import type { StageBlock } from '../../domain/ports/copyStrategy';
import type { Chance, Clock } from '../../domain/ports/machine';

export interface StageOptions extends Omit<PaceLimits, 'blockSize'> {
  /** No block begins after these milliseconds; those in flight get `GRACE_MS` more. */
  budgetMs: number;
  /** Asked before the first block begins, then once a second beside the blocks: its answer takes as long as a small one. */
  shouldStop(): Promise<boolean>;
}

/** What became of the blocks. */
export interface StageResult {
  staged: number;
  /** False when time ran out, or `shouldStop` said so. */
  complete: boolean;
  stopped: boolean;
  /** How often the service asked to slow down, or did not answer; and how it did so last. */
  setbacks: number;
  lastSetback?: FerryError;
  /** Seconds that the service asks to wait, where that is longer than the time that was left. */
  retryAfterSeconds?: number;
}

interface Entry {
  block: Block;
  tries: number;
}

const TRIES = 6;
export const GRACE_MS = 25_000;
const ASK_EVERY_MS = 1_000;

/**
 * Copies blocks, several at once, at the pace that the service and the bandwidth limit allow. When this returns or
 * throws, nothing is in flight any more.
 *
 * Errors: whatever `stage` throws for good, or six times for one block; whatever `shouldStop` throws.
 */
export async function stageBlocks(
  machine: Clock & Pick<Chance, 'random'>,
  blocks: readonly Block[],
  stage: StageBlock,
  options: StageOptions,
): Promise<StageResult> {
  const { budgetMs } = options;
  const lastBegin = machine.now() + budgetMs;
  const pace = new Pace({ ...options, blockSize: blocks[0]?.length ?? 1 });
  const queue: Entry[] = blocks.map((block) => ({ block, tries: 0 }));
  const inFlight = new Set<Promise<void>>();
  const cut = new AbortController();
  const ended = new AbortController();
  // Every request in flight listens to it; Node warns of a leak at more than ten.
  setMaxListeners(0, cut.signal);
  const result: StageResult = { staged: 0, complete: false, stopped: false, setbacks: 0 };
  let timeIsUp = false;
  let askedAt: number | undefined;
  let asking: Promise<void> | undefined;
  let failed: { error: unknown } | undefined;

  void machine.wait(budgetMs + GRACE_MS, ended.signal).then(() => cut.abort());
  try {
    while (inFlight.size > 0 || mayBegin()) {
      if (mayBegin() && pace.hasRoom(inFlight.size)) await begin();
      else await Promise.race(inFlight);
    }
    await asking;
  } finally {
    ended.abort();
  }
  if (failed) throw failed.error;
  const complete = queue.length === 0;
  const left = Math.ceil((pace.resumeAt - machine.now()) / 1000);
  return { ...result, complete, ...(!complete && left > 0 && { retryAfterSeconds: left }) };

  function mayBegin(): boolean {
    timeIsUp ||= machine.now() >= lastBegin;
    return queue.length > 0 && !timeIsUp && !result.stopped && !cut.signal.aborted;
  }

  async function begin(): Promise<void> {
    const entry = queue.shift();
    if (!entry) return;
    if (!(await isTurnOf(entry.block))) {
      queue.unshift(entry);
      return;
    }
    const running = attempt(entry).finally(() => inFlight.delete(running));
    inFlight.add(running);
  }

  /** Waits until the service and the bandwidth limit allow a block; false when nothing may begin any more. */
  async function isTurnOf({ length }: Block): Promise<boolean> {
    if (!(await waitUntil(() => pace.resumeAt))) return false;
    pace.reserve(length, machine.now());
    if (!(await waitUntil(() => pace.nextBeginAt))) return false;
    if (askedAt === undefined) await askWhetherToStop();
    else if (machine.now() - askedAt >= ASK_EVERY_MS) asking ??= askWhetherToStop();
    return !result.stopped && !cut.signal.aborted;
  }

  async function askWhetherToStop(): Promise<void> {
    askedAt = machine.now();
    try {
      result.stopped = await options.shouldStop();
    } catch (error) {
      fail(error);
    } finally {
      asking = undefined;
    }
  }

  async function waitUntil(time: () => number): Promise<boolean> {
    for (;;) {
      timeIsUp ||= time() >= lastBegin;
      if (timeIsUp || cut.signal.aborted) return false;
      const wait = time() - machine.now();
      if (wait <= 0) return true;
      await machine.wait(wait, cut.signal);
    }
  }

  async function attempt(entry: Entry): Promise<void> {
    const begun = pace.begin();
    try {
      await stage(entry.block, cut.signal);
    } catch (error) {
      queue.unshift(entry);
      if (cut.signal.aborted) return;
      entry.tries += 1;
      if (!(error instanceof FerryError) || !error.transient || entry.tries >= TRIES) return fail(error);
      result.setbacks += 1;
      result.lastSetback = error;
      const { tries } = entry;
      const { retryAfterSeconds } = error;
      return pace.slowDown(begun, { tries, retryAfterSeconds }, machine.now(), machine.random());
    }
    result.staged += 1;
    pace.succeed();
  }

  function fail(error: unknown): void {
    failed ??= { error };
    cut.abort();
  }
}
