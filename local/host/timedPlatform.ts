import type { Platform } from '../platform';

/** A platform that also calls back: where the host reads the time, takes its chances and sets its timers. */
export interface TimedPlatform extends Platform {
  /** Calls back at (or soon after) `at`, milliseconds since 1970; the answer cancels. */
  callAt(at: number, callback: () => void): () => void;
  /** Told by the durable engine when nothing runs and nothing is queued. */
  onIdle?(): void;
}

const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** Adds timers of this process to a platform whose time passes as that of the process. */
export function withTimers(platform: Platform): TimedPlatform {
  return {
    now: () => platform.now(),
    random: () => platform.random(),
    newId: () => platform.newId(),
    callAt(at, callback) {
      let timer: NodeJS.Timeout;
      const arm = (): void => {
        const wait = at - platform.now();
        timer = setTimeout(wait > LONGEST_DELAY_MS ? arm : callback, Math.max(0, Math.min(wait, LONGEST_DELAY_MS)));
      };
      arm();
      return () => clearTimeout(timer);
    },
  };
}
