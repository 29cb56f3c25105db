import { startRunTime } from '../../../../local/registry/runs/runTime';

const NEVER = new AbortController().signal;

/** A clock that the test sets. */
const at = { now: 0 };
const clock = { now: () => at.now };
beforeEach(() => (at.now = 1_000_000));

async function partsUntilWork(seconds: number): Promise<number[]> {
  const parts: number[] = [];
  await startRunTime(clock, seconds, NEVER).untilWork((part) => parts.push(part));
  return parts;
}

it('leaves a tenth of the time to the work, and tells how much has passed', async () => {
  expect(await partsUntilWork(0.02)).toEqual([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
});

it('without a time the work begins at once', async () => {
  expect(await partsUntilWork(0)).toEqual([]);
});

it('waits for what the work leaves of the time', async () => {
  const begun = Date.now();
  const time = startRunTime(Date, 0.05, NEVER);
  await time.untilEnd();
  // A timer of Node may fire a millisecond early.
  expect(Date.now() - begun).toBeGreaterThanOrEqual(49);
});

it('waits no longer where the work took longer than the time', async () => {
  const time = startRunTime(clock, 3_600, NEVER);
  at.now += 3_600_000;
  await expect(time.untilEnd()).resolves.toBeUndefined();
});

it('ends with the stack', async () => {
  const stop = new AbortController();
  const waiting = startRunTime(clock, 3_600, stop.signal).untilEnd();
  stop.abort();
  await expect(waiting).rejects.toThrow('aborted');
});
