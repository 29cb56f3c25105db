import { setTimeout as sleep } from 'node:timers/promises';
import type { Block } from '../../transfer/blockPlan';
import { FerryError, ServiceUnavailableError } from '../../transfer/errors';
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
}

/** What became of the blocks. */
export interface StageResult {
  staged: number;
  /** False when time ran out, or somebody asked to stop. */
  complete: boolean;
  stopped: boolean;
  /** How often the service asked to slow down, or did not answer. */
  setbacks: number;
}

const TRIES = 6;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;
export const GRACE_MS = 25_000;

/**
 * Copies blocks, several at once. A service that asks for patience gets it: its Retry-After is honoured, the number of
 * blocks in flight is halved, and grows again by one after as many successes.
 *
 * Errors: whatever `stage` throws for good, or six times for one block.
 */
export async function stageBlocks(
  blocks: readonly Block[],
  stage: StageBlock,
  options: StageOptions,
): Promise<StageResult> {
  const began = Date.now();
  const queue = blocks.map((block) => ({ block, tries: 0 }));
  const inFlight = new Set<Promise<void>>();
  const cut = new AbortController();
  const deadline = setTimeout(() => cut.abort(), options.budgetMs + GRACE_MS);
  const result: StageResult = { staged: 0, complete: false, stopped: false, setbacks: 0 };
  let limit = options.concurrency;
  let successes = 0;
  let resumeAt = 0;
  let paidBytes = 0;
  let fatal: unknown;

  const canBegin = (): boolean =>
    queue.length > 0 && fatal === undefined && !result.stopped && Date.now() - began < options.budgetMs;

  try {
    while (canBegin() || inFlight.size > 0) {
      while (canBegin() && inFlight.size < limit) await begin();
      if (inFlight.size > 0) await Promise.race(inFlight);
    }
  } finally {
    clearTimeout(deadline);
  }
  if (fatal !== undefined) throw fatal as Error;
  if (queue.length > 0 && result.staged === 0 && !result.stopped) throw tooSlow(options.budgetMs);
  return { ...result, complete: queue.length === 0 };

  async function begin(): Promise<void> {
    await waitUntil(resumeAt);
    const next = queue[0];
    if (!next || !canBegin()) return;
    // Paid before the block begins, so that the cap holds from one activity to the next.
    if (options.bytesPerSecond !== undefined) {
      paidBytes += next.block.length;
      await waitUntil(began + (paidBytes / options.bytesPerSecond) * 1000);
    }
    if (await options.shouldStop()) {
      result.stopped = true;
      return;
    }
    queue.shift();
    const running = attempt(next).finally(() => inFlight.delete(running));
    inFlight.add(running);
  }

  async function attempt(entry: { block: Block; tries: number }): Promise<void> {
    try {
      await stage(entry.block, cut.signal);
      result.staged += 1;
      successes += 1;
      if (successes >= limit && limit < options.concurrency) grow();
    } catch (error) {
      queue.unshift(entry);
      if (cut.signal.aborted) return;
      entry.tries += 1;
      if (!(error instanceof FerryError) || !error.transient || entry.tries >= TRIES) return fail(error);
      slowDown(entry.tries, error.retryAfterSeconds);
    }
  }

  function grow(): void {
    limit += 1;
    successes = 0;
  }

  function slowDown(tries: number, retryAfterSeconds: number | undefined): void {
    result.setbacks += 1;
    limit = Math.max(1, Math.floor(limit / 2));
    successes = 0;
    const backoff = Math.min(FIRST_WAIT_MS * 2 ** (tries - 1), LONGEST_WAIT_MS) * (0.5 + Math.random() / 2);
    resumeAt = Math.max(resumeAt, Date.now() + (retryAfterSeconds === undefined ? backoff : retryAfterSeconds * 1000));
  }

  function fail(error: unknown): void {
    fatal ??= error;
    cut.abort();
  }
}

async function waitUntil(time: number): Promise<void> {
  const wait = time - Date.now();
  if (wait > 0) await sleep(wait);
}

function tooSlow(budgetMs: number): ServiceUnavailableError {
  const seconds = Math.round((budgetMs + GRACE_MS) / 1000);
  return new ServiceUnavailableError('copy a single block', { words: `none got through within ${seconds} s` });
}
