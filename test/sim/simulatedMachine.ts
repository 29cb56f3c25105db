import type { VirtualPlatform } from '../../local/host/virtualPlatform';
import type { Chance, Clock } from '../../src/domain/ports/machine';

/** The app's clock and chance, on the virtual platform that the task hub runs on too. */
export function createSimulatedMachine(platform: VirtualPlatform): Clock & Chance {
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
