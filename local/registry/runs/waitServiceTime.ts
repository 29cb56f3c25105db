import { setTimeout as sleep } from 'node:timers/promises';

const TICKS = 10;

/** Waits the time that a run takes beyond its work. @param progress is told the part that has passed, 0 to 1. */
export async function waitServiceTime(
  seconds: number,
  signal: AbortSignal,
  progress: (part: number) => void,
): Promise<void> {
  if (seconds === 0) return;
  for (let tick = 1; tick <= TICKS; tick += 1) {
    await sleep((seconds * 1000) / TICKS, undefined, { signal });
    progress(tick / TICKS);
  }
}
