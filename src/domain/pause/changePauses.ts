import { ServiceUnavailableError } from '../failures/errors';
import type { Chance, Clock } from '../ports/machine';
import type { PauseStore } from '../ports/pauseStore';
import type { Pauses } from './pauses';

const MOST_TRIES = 20;
const LONGEST_WAIT_MS = 500;

/** Where pauses are kept, and what it takes to try again when somebody else was faster. */
export interface PauseChanging {
  pauses: PauseStore;
  machine: Pick<Clock, 'wait'> & Pick<Chance, 'random'>;
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
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const { pauses: before, version } = await store.read();
    const after = change(before);
    if (after === before || (await store.write(after, version))) return after;
    await machine.wait(machine.random() * LONGEST_WAIT_MS, new AbortController().signal);
  }
  const words = `others changed them at the same time, ${MOST_TRIES} times in a row.`;
  throw new ServiceUnavailableError('change the pauses of the routes', { words });
}
