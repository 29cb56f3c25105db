import type { Clock } from '../../src/domain/ports/machine';

/** A clock, and what lets its time pass while something waits. */
export interface ClockUnderTest {
  clock: Clock;
  run<T>(work: Promise<T>): Promise<T>;
}

const NEVER = new AbortController().signal;

/** What every clock promises. */
export function describeClockContract(name: string, setUp: () => ClockUnderTest): void {
  describe(`Clock: ${name}`, () => {
    it('waits no less than it is asked to', async () => {
      const { clock, run } = setUp();
      const begun = clock.now();
      await run(clock.wait(20, NEVER));
      // The machine's timers count in milliseconds of their own.
      expect(clock.now() - begun).toBeGreaterThanOrEqual(19);
    });

    it('wakes those who wait in the order of their times', async () => {
      const { clock, run } = setUp();
      const woken: number[] = [];
      const wait = (milliseconds: number) => clock.wait(milliseconds, NEVER).then(() => woken.push(milliseconds));
      await run(Promise.all([wait(60), wait(1), wait(30)]));
      expect(woken).toEqual([1, 30, 60]);
    });

    it('a wait ends when it is cut off, before or meanwhile, and never throws', async () => {
      const { clock } = setUp();
      const cut = new AbortController();
      const waiting = clock.wait(3_600_000, cut.signal);
      cut.abort();
      await expect(waiting).resolves.toBeUndefined();
      await expect(clock.wait(3_600_000, cut.signal)).resolves.toBeUndefined();
    });
  });
}
