/** Where the durable engine reads the time and sets its timers. */
export interface DurableClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back at (or soon after) `at`, milliseconds since 1970; the answer cancels. */
  callAt(at: number, callback: () => void): () => void;
  /** Told by the engine when nothing runs and nothing is queued. */
  onIdle?(): void;
}

const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** The clock of the machine. */
export const systemClock: DurableClock = {
  now: () => Date.now(),
  callAt(at, callback) {
    let timer: NodeJS.Timeout;
    const arm = (): void => {
      const wait = at - Date.now();
      timer = setTimeout(wait > LONGEST_DELAY_MS ? arm : callback, Math.max(0, Math.min(wait, LONGEST_DELAY_MS)));
    };
    arm();
    return () => clearTimeout(timer);
  },
};

/** A clock whose time moves only by command, or by jumping to the next timer when the engine is idle. */
export interface VirtualClock extends DurableClock {
  /** Moves on by this many milliseconds, calling back every timer that falls due. */
  advance(milliseconds: number): void;
  /** Moves on to the next timer and calls it back; false when there is none. */
  advanceToNext(): boolean;
  onIdle(): void;
}

/**
 * Virtual time for tests. With `jump: 'whenIdle'` (the default) time jumps to the next timer as soon as nothing
 * else is left to do; with `'manual'` only `advance` and `advanceToNext` move it. `start` is milliseconds since 1970.
 */
export function createVirtualClock(options: { start?: number; jump?: 'whenIdle' | 'manual' } = {}): VirtualClock {
  let now = options.start ?? Date.parse('2026-01-01T00:00:00Z');
  let timers: { at: number; callback: () => void }[] = [];
  const advanceTo = (time: number): void => {
    now = Math.max(now, time);
    const due = timers.filter((timer) => timer.at <= now).sort((a, b) => a.at - b.at);
    timers = timers.filter((timer) => timer.at > now);
    for (const timer of due) timer.callback();
  };
  return {
    now: () => now,
    callAt(at, callback) {
      const timer = { at, callback };
      timers.push(timer);
      if (at <= now) setImmediate(() => advanceTo(now));
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance: (milliseconds) => advanceTo(now + milliseconds),
    advanceToNext() {
      if (timers.length === 0) return false;
      advanceTo(Math.min(...timers.map((timer) => timer.at)));
      return true;
    },
    onIdle() {
      if (options.jump !== 'manual') this.advanceToNext();
    },
  };
}
