import type { TimedPlatform } from './timedPlatform';

/** A platform whose time moves only by command, or by jumping to the next timer when the engine is idle. */
export interface VirtualPlatform extends TimedPlatform {
  /** Moves on by this many milliseconds, calling back every timer that falls due. */
  advance(milliseconds: number): void;
  /** Moves on to the next timer and calls it back; false when there is none. */
  advanceToNext(): boolean;
  onIdle(): void;
}

/**
 * Virtual time, and chance that repeats itself, for tests. With `jump: 'whenIdle'` (the default) time jumps to the next
 * timer as soon as nothing else is left to do; with `'manual'` only `advance` and `advanceToNext` move it. `start` is
 * milliseconds since 1970; random numbers and ids follow from `seed`, an integer.
 */
export function createVirtualPlatform(
  options: { start?: number; jump?: 'whenIdle' | 'manual'; seed?: number } = {},
): VirtualPlatform {
  const random = seededRandom(options.seed ?? 1);
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
    random,
    newId: () => uuidFrom(random),
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

/** Numbers from 0 up to 1 that follow from a seed: mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A UUID of version 4 (RFC 9562 §5.4). */
function uuidFrom(random: () => number): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16));
  digits[12] = '4';
  digits[16] = '89ab'.charAt(Math.floor(random() * 4));
  return digits.join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
