import type { VirtualPlatform } from '../../../local/host/virtualPlatform';
import type { Chance, Clock } from '../../../src/domain/ports/machine';

export type Machine = Clock & Chance;

/** A wait that nobody cuts short. */
export const NEVER = new AbortController().signal;

/** The app's clock and chance, on the virtual platform that the task hub runs on too. */
export function createSimulatedMachine(platform: VirtualPlatform): Machine {
  return {
    now: () => platform.now(),
    random: () => platform.random(),
    newId: () => platform.newId(),
    wait: (milliseconds, signal) =>
      new Promise((resolve) => {
        const end = (): void => {
          cancel();
          signal.removeEventListener('abort', end);
          resolve();
        };
        const cancel = platform.callAt(platform.now() + milliseconds, end);
        if (signal.aborted) end();
        // It outlives its day: what listens to it would keep the whole day in memory.
        else if (signal !== NEVER) signal.addEventListener('abort', end);
      }),
  };
}
