import { setTimeout as sleep } from 'node:timers/promises';
import type { Platform } from '../../platform';

const TICKS = 10;

/** The time that a run takes at least, from its beginning to its end. */
export interface RunTime {
  /** Waits until its work begins: what is left is for that. @param progress is told the part that has passed, 0 to 1. */
  untilWork(progress: (part: number) => void): Promise<void>;
  /** Waits for what is left. */
  untilEnd(): Promise<void>;
}

/** Seconds that begin now. @param signal  ends every wait, by an error */
export function startRunTime(platform: Pick<Platform, 'now'>, seconds: number, signal: AbortSignal): RunTime {
  const begun = platform.now();
  const pass = async (part: number): Promise<void> => {
    const left = begun + seconds * part * 1000 - platform.now();
    if (left > 0) await sleep(left, undefined, { signal });
  };
  return {
    async untilWork(progress) {
      for (let tick = 1; tick < TICKS && seconds > 0; tick += 1) {
        await pass(tick / TICKS);
        progress(tick / TICKS);
      }
    },
    untilEnd: () => pass(1),
  };
}
