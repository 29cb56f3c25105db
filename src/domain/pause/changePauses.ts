import { insist, type Insisting } from '../insist';
import type { PauseStore } from '../ports/pauseStore';
import type { Pauses } from './pauses';

/** Where pauses are kept, and what it takes to try again when somebody else was faster. */
export interface PauseChanging {
  pauses: PauseStore;
  machine: Insisting;
}

/**
 * Begins or ends pauses: reads, changes, writes over what was read, and begins again when somebody else was faster.
 *
 * Errors: ServiceUnavailableError when somebody else is faster again and again, and those of the app's own store.
 *
 * @returns the pauses after the change
 */
export async function changePauses(
  { pauses: store, machine }: PauseChanging,
  change: (pauses: Pauses) => Pauses,
): Promise<Pauses> {
  const attempt = async () => {
    const { pauses: before, version } = await store.read();
    const after = change(before);
    return after === before || (await store.write(after, version)) ? { value: after } : undefined;
  };
  return insist(machine, 'change the pauses of the routes', attempt, 'them');
}
