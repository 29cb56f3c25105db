import { GRACE_MS, stageBlocks, type StageOptions } from '../../../src/activities/copy/stageBlocks';
import type { StageBlock } from '../../../src/domain/ports/copyStrategy';
import { blocksBetween, planBlocks, type Block } from '../../../src/domain/copy/blockPlan';
import { AccessDeniedError, ServiceUnavailableError } from '../../../src/domain/failures/errors';
import { createVirtualClock } from './virtualClock';

const MIB = 1024 * 1024;
const BUDGET_MS = 90_000;

function blocks(count: number, size = MIB): Block[] {
  return blocksBetween(planBlocks(count * size, size), '"1"', 0, count - 1);
}

function busy(retryAfterSeconds?: number): ServiceUnavailableError {
  return new ServiceUnavailableError('copy a block', { words: '503 ServerBusy', retryAfterSeconds });
}

/** A service in virtual time: a block takes a second, unless `answer` says otherwise. */
function setUp(answer: (block: Block, call: number) => Error | number | undefined | void = () => undefined) {
  const time = createVirtualClock();
  const calls: { index: number; at: number; inFlight: number }[] = [];
  const staged: number[] = [];
  let inFlight = 0;
  let aborted = 0;
  const stage: StageBlock = async (block, signal) => {
    inFlight += 1;
    calls.push({ index: block.index, at: time.clock.now(), inFlight });
    try {
      const what = answer(block, calls.length);
      await time.clock.wait(typeof what === 'number' ? what : 1_000, signal);
      if (signal.aborted) {
        aborted += 1;
        throw new ServiceUnavailableError('copy a block', { words: 'aborted' });
      }
      if (what instanceof Error) throw what;
      staged.push(block.index);
    } finally {
      inFlight -= 1;
    }
  };
  const options: StageOptions = {
    concurrency: 8,
    budgetMs: BUDGET_MS,
    shouldStop: async () => false,
  };
  return {
    ...{ time, calls, staged, stage, options },
    inFlight: () => inFlight,
    aborted: () => aborted,
    most: () => Math.max(...calls.map((call) => call.inFlight)),
    copy: (all: Block[], changes: Partial<StageOptions> = {}) =>
      time.run(stageBlocks({ ...time.clock, random: () => 0.5 }, all, stage, { ...options, ...changes })),
  };
}

it('copies every block once, never more at once than it may', async () => {
  const { copy, staged, most, time } = setUp();
  expect(await copy(blocks(20))).toEqual({ staged: 20, complete: true, stopped: false, setbacks: 0 });
  expect(staged.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, index) => index));
  expect(most()).toBe(8);
  expect(time.clock.now()).toBe(3_000);
});

it('begins with 256 MiB but at least four blocks, and with one more for each that gets through: a slow link would carry none of many', async () => {
  const { copy, calls } = setUp();
  await copy(blocks(20, 64 * MIB));
  const begunAt = (time: number) => calls.filter(({ at }) => at === time).length;
  expect([begunAt(0), begunAt(1_000), begunAt(2_000)]).toEqual([4, 8, 8]);
  const small = setUp();
  await small.copy(blocks(40, 16 * MIB), { concurrency: 32 });
  expect(small.calls.filter(({ at }) => at === 0)).toHaveLength(16);
});

it('nothing to copy is complete', async () => {
  expect(await setUp().copy([])).toMatchObject({ staged: 0, complete: true });
});

it('a throttled service is asked for a quarter less at once, and then for one more after as many successes', async () => {
  const { copy, calls, staged } = setUp((_, call) => (call <= 4 ? busy(1) : undefined));
  expect(await copy(blocks(60, 64 * MIB))).toMatchObject({ staged: 60, complete: true, setbacks: 4 });
  expect(new Set(staged).size).toBe(60);
  const perRound = new Map<number, number>();
  for (const { at } of calls) perRound.set(at, (perRound.get(at) ?? 0) + 1);
  // One throttling of four at once is one reason to slow down. Three successes later: four, four later: five …
  expect([...perRound.values()].slice(0, 6)).toEqual([4, 3, 4, 5, 6, 7]);
});

it('a service that goes on throttling gets one block at a time', async () => {
  const { copy, calls } = setUp((_, call) => (call <= 4 + 3 + 2 ? busy(1) : undefined));
  expect(await copy(blocks(30, 64 * MIB))).toMatchObject({ complete: true });
  expect(calls[9]?.inFlight).toBe(1);
  expect(calls[10]?.at).toBeGreaterThan(calls[9]?.at ?? 0);
});

it('Retry-After is honoured: no block begins before', async () => {
  const { copy, calls } = setUp((_, call) => (call === 1 ? busy(30) : undefined));
  await copy(blocks(3), { concurrency: 1 });
  expect(calls.map(({ at }) => at)).toEqual([0, 31_000, 32_000, 33_000]);
});

it('without Retry-After the waits grow', async () => {
  const { copy, calls } = setUp((_, call) => (call <= 5 ? busy() : undefined));
  await copy(blocks(1));
  const waits = calls.map(({ at }, index) => at - 1_000 - (calls[index - 1]?.at ?? 0)).slice(1);
  for (const [index, wait] of waits.entries()) {
    const longest = 500 * 2 ** index;
    expect(wait).toBeGreaterThanOrEqual(longest / 2);
    expect(wait).toBeLessThanOrEqual(longest);
  }
});

it('where Retry-After is longer than the time left, it ends at once and says how long to wait', async () => {
  const { copy, time, staged } = setUp((_, call) => (call === 3 ? busy(300) : undefined));
  const result = await copy(blocks(10), { concurrency: 1 });
  expect(result).toMatchObject({ staged: 2, complete: false, stopped: false, retryAfterSeconds: 300 });
  expect(time.clock.now()).toBe(3_000);
  expect(staged).toEqual([0, 1]);
});

it('a block is tried six times, then its error ends the copy', async () => {
  const { copy, calls, inFlight } = setUp(({ index }) => (index === 2 ? busy(1) : undefined));
  await expect(copy(blocks(30))).rejects.toThrow('503 ServerBusy');
  expect(calls.filter(({ index }) => index === 2)).toHaveLength(6);
  expect(inFlight()).toBe(0);
});

it('a permanent error stops everything: nothing begins any more, what is in flight is cut off', async () => {
  // Prepare
  const denied = new AccessDeniedError('copy a block', 'a role', { words: '403' });
  const { copy, calls, aborted, inFlight, time } = setUp(({ index }) => (index === 1 ? denied : 10_000));

  // Act
  const copying = copy(blocks(30), { concurrency: 4 });

  // Assess
  await expect(copying).rejects.toBe(denied);
  expect(calls.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
  expect(aborted()).toBe(3);
  expect(inFlight()).toBe(0);
  expect(time.clock.now()).toBe(1_000);
});

it('a permanent error ends a wait for patience or bandwidth at once', async () => {
  const denied = new AccessDeniedError('copy a block', 'a role', { words: '403' });
  const { copy, time } = setUp(({ index }) => (index === 1 ? denied : undefined));
  await expect(copy(blocks(10), { bytesPerSecond: MIB / 5 })).rejects.toBe(denied);
  // Paid for at 10 s, failed a second later, when the third block was still waiting for its turn at 15 s.
  expect(time.clock.now()).toBe(11_000);
});

it('what is no error of the app is not retried', async () => {
  const { copy, calls } = setUp(() => new TypeError('a bug'));
  await expect(copy(blocks(1))).rejects.toThrow('a bug');
  expect(calls).toHaveLength(1);
});

it('the stop flag is looked at once a second; what is in flight comes to its end', async () => {
  let looks = 0;
  const { copy, staged, calls, inFlight } = setUp(({ index }) => 1_000 + index);
  const result = await copy(blocks(10), { concurrency: 2, shouldStop: async () => ++looks > 3 });
  // At 0 and 1 s two blocks begin after one look; at 2 s the third look still allows some, at 3 s the fourth none.
  expect(result).toMatchObject({ complete: false, stopped: true, setbacks: 0 });
  expect(staged).toHaveLength(calls.length);
  expect(calls.every(({ at }) => at < 3_100)).toBe(true);
  expect(looks).toBe(4);
  expect(inFlight()).toBe(0);
});

it('a stop flag that cannot be read ends the copy, and nothing goes on behind its back', async () => {
  // Prepare
  let looks = 0;
  const unreadable = busy();
  const { copy, calls, aborted, inFlight } = setUp(({ index }) => 10_000 * (index + 1));
  const shouldStop = async (): Promise<boolean> => {
    if (++looks > 1) throw unreadable;
    return false;
  };

  // Act
  const copying = copy(blocks(10), { shouldStop, concurrency: 2 });

  // Assess
  await expect(copying).rejects.toBe(unreadable);
  expect([calls.length, aborted(), inFlight()]).toEqual([3, 2, 0]);
});

it('when the budget is used up, blocks in flight may end, and the rest is left', async () => {
  const { copy, time, calls } = setUp(() => 20_000);
  const result = await copy(blocks(30), { concurrency: 2 });
  expect(result).toMatchObject({ staged: 10, complete: false, stopped: false });
  expect(time.clock.now()).toBe(100_000);
  expect(Math.max(...calls.map(({ at }) => at))).toBeLessThan(BUDGET_MS);
});

it('what does not end in the grace either is cut off; nothing got through', async () => {
  const { copy, time, aborted } = setUp(() => 3_600_000);
  expect(await copy(blocks(30, 64 * MIB))).toMatchObject({ staged: 0, complete: false, stopped: false });
  expect(time.clock.now()).toBe(BUDGET_MS + GRACE_MS);
  expect(aborted()).toBe(4);
});

it('says what the last setback was', async () => {
  const setback = busy(600);
  expect(await setUp(() => setback).copy(blocks(3))).toMatchObject({ staged: 0, lastSetback: setback });
});

it('a block that fails while another waits for its turn is not lost, and the other not copied twice', async () => {
  // The second block waits for bandwidth when the first one fails.
  const { copy, calls, staged } = setUp((_, call) => (call === 1 ? busy(1) : 500));
  expect(await copy(blocks(4), { bytesPerSecond: MIB / 3 })).toMatchObject({ staged: 4, complete: true });
  expect(staged.toSorted()).toEqual([0, 1, 2, 3]);
  expect(calls).toHaveLength(5);
});

describe('the bandwidth cap', () => {
  const cap = 4 * MIB;

  it('holds over two activities and two lanes, from the first byte on', async () => {
    // Prepare
    const { stage, time, options, staged } = setUp(() => 10);
    const lane = async (first: number): Promise<void> => {
      for (const activity of [0, 1]) {
        const share = blocks(80).slice(first + activity * 20, first + activity * 20 + 20);
        await stageBlocks({ ...time.clock, random: () => 0.5 }, share, stage, { ...options, bytesPerSecond: cap / 2 });
      }
    };

    // Act
    await time.run(Promise.all([lane(0), lane(40)]));

    // Assess
    expect(staged).toHaveLength(80);
    expect((80 * MIB) / (time.clock.now() / 1000)).toBeLessThanOrEqual(cap);
    expect(time.clock.now()).toBeLessThan(21_000);
  });

  it('is not overdrawn to make up for a pause that the service asked for', async () => {
    const { copy, calls } = setUp((_, call) => (call === 4 ? busy(60) : 10));
    await copy(blocks(40), { bytesPerSecond: cap });
    const after = calls.filter(({ at }) => at > 60_000).map(({ at }) => at);
    expect(after.length).toBeGreaterThan(30);
    const perSecond = after.slice(4).map((at, index) => at - (after[index] ?? 0));
    expect(Math.min(...perSecond)).toBeGreaterThanOrEqual(999);
  });

  it('does not let an activity wait beyond its budget', async () => {
    const { copy, time } = setUp(() => 10);
    const result = await copy(blocks(200), { bytesPerSecond: MIB });
    expect(result.complete).toBe(false);
    expect(result.staged).toBeGreaterThan(80);
    expect(time.clock.now()).toBeLessThanOrEqual(BUDGET_MS);
  });
});
