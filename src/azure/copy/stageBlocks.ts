import { setMaxListeners } from 'node:events';
import type { Block } from '../../transfer/blockPlan';
import { FerryError } from '../../transfer/errors';
import { systemClock, type Clock } from './clock';
import type { StageBlock } from './copyStrategy';

export interface StageOptions {
  /** Most blocks in flight. */
  concurrency: number;
  /** No limit when absent. */
  bytesPerSecond?: number;
  /** No block begins after these milliseconds; those in flight get `GRACE_MS` more. */
  budgetMs: number;
  /** Asked before every block. */
  shouldStop(): Promise<boolean>;
  clock?: Clock;
}

/** What became of the blocks. */
export interface StageResult {
  staged: number;
  /** False when time ran out, or somebody asked to stop. */
  complete: boolean;
  stopped: boolean;
  /** How often the service asked to slow down, or did not answer; and how it did so last. */
  setbacks: number;
  lastSetback?: FerryError;
  /** How long the service wants to be left alone, where that is longer than the time that was left. */
  retryAfterSeconds?: number;
}

interface Entry {
  block: Block;
  tries: number;
}

const TRIES = 6;
const FIRST_WAIT_MS = 500;
/** On a slow link, many blocks at once would all be cut off before one is through. */
const FIRST_IN_FLIGHT = 4;
export const GRACE_MS = 25_000;

/**
 * Copies blocks, several at once: four at first, one more after each that gets through. A service that asks for
 * patience gets it: its Retry-After is honoured, the number of blocks in flight is halved (once for all that were in
 * flight together), and grows again by one after as many successes. When this returns or throws, nothing is in flight
 * any more.
 *
 * Errors: whatever `stage` throws for good, or six times for one block; whatever `shouldStop` throws.
 */
export async function stageBlocks(
  blocks: readonly Block[],
  stage: StageBlock,
  options: StageOptions,
): Promise<StageResult> {
  const { clock = systemClock, concurrency, bytesPerSecond, budgetMs } = options;
  const lastBegin = clock.now() + budgetMs;
  const queue: Entry[] = blocks.map((block) => ({ block, tries: 0 }));
  const inFlight = new Set<Promise<void>>();
  const cut = new AbortController();
  const ended = new AbortController();
  // Every request in flight listens; more than ten are no leak.
  setMaxListeners(0, cut.signal);
  const result: StageResult = { staged: 0, complete: false, stopped: false, setbacks: 0 };
  let limit = Math.min(FIRST_IN_FLIGHT, concurrency);
  let successes = 0;
  let slowdowns = 0;
  let resumeAt = 0;
  let paidUntil = 0;
  let timeIsUp = false;
  let failed: { error: unknown } | undefined;

  void clock.wait(budgetMs + GRACE_MS, ended.signal).then(() => cut.abort());
  try {
    while (inFlight.size > 0 || mayBegin()) {
      if (mayBegin() && inFlight.size < limit) await begin();
      else await Promise.race(inFlight);
    }
  } finally {
    ended.abort();
  }
  if (failed) throw failed.error;
  const complete = queue.length === 0;
  const left = Math.ceil((resumeAt - clock.now()) / 1000);
  return { ...result, complete, ...(!complete && left > 0 && { retryAfterSeconds: left }) };

  function mayBegin(): boolean {
    timeIsUp ||= clock.now() >= lastBegin;
    return queue.length > 0 && !timeIsUp && !result.stopped && !cut.signal.aborted;
  }

  async function begin(): Promise<void> {
    const entry = queue.shift();
    if (!entry) return;
    try {
      if (!(await isTurnOf(entry.block))) {
        queue.unshift(entry);
        return;
      }
    } catch (error) {
      return fail(error);
    }
    const running = attempt(entry).finally(() => inFlight.delete(running));
    inFlight.add(running);
  }

  /** Waits until the service and the bandwidth cap allow a block; false when nothing may begin any more. */
  async function isTurnOf({ length }: Block): Promise<boolean> {
    if (!(await waitUntil(() => resumeAt))) return false;
    if (bytesPerSecond !== undefined) {
      // Paid before the block begins, so that the cap holds from one activity to the next; time that passed unused is lost.
      paidUntil = Math.max(paidUntil, clock.now()) + (length / bytesPerSecond) * 1000;
      if (!(await waitUntil(() => Math.max(paidUntil, resumeAt)))) return false;
    }
    result.stopped = await options.shouldStop();
    return !result.stopped && !cut.signal.aborted;
  }

  async function waitUntil(time: () => number): Promise<boolean> {
    for (;;) {
      timeIsUp ||= time() >= lastBegin;
      if (timeIsUp || cut.signal.aborted) return false;
      const wait = time() - clock.now();
      if (wait <= 0) return true;
      await clock.wait(wait, cut.signal);
    }
  }

  async function attempt(entry: Entry): Promise<void> {
    const before = slowdowns;
    try {
      await stage(entry.block, cut.signal);
    } catch (error) {
      queue.unshift(entry);
      if (cut.signal.aborted) return;
      entry.tries += 1;
      if (!(error instanceof FerryError) || !error.transient || entry.tries >= TRIES) return fail(error);
      return slowDown(entry.tries, error, before === slowdowns);
    }
    result.staged += 1;
    successes += 1;
    if (limit === concurrency || (slowdowns > 0 && successes < limit)) return;
    limit += 1;
    successes = 0;
  }

  function slowDown(tries: number, setback: FerryError, isNews: boolean): void {
    result.setbacks += 1;
    result.lastSetback = setback;
    if (isNews) {
      slowdowns += 1;
      limit = Math.max(1, Math.floor(limit / 2));
      successes = 0;
    }
    const backoff = FIRST_WAIT_MS * 2 ** (tries - 1) * (0.5 + Math.random() / 2);
    const wait = setback.retryAfterSeconds === undefined ? backoff : setback.retryAfterSeconds * 1000;
    resumeAt = Math.max(resumeAt, clock.now() + wait);
  }

  function fail(error: unknown): void {
    failed ??= { error };
    cut.abort();
  }
}
