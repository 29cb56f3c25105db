import { setMaxListeners } from 'node:events';
import type { VirtualPlatform } from '../../../local/host/virtualPlatform';
import type { Chance, Clock } from '../../../src/domain/ports/machine';

export type Machine = Clock & Chance;

/** A wait that nobody cuts short. */
export const NEVER = new AbortController().signal;
setMaxListeners(0, NEVER);

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
        else signal.addEventListener('abort', end);
      }),
  };
}
