import { ServiceUnavailableError } from './failures/errors';
import type { Chance, Clock } from './ports/machine';

const MOST_TRIES = 20;
const LONGEST_WAIT_MS = 500;

/** What it takes to try again when somebody else was faster. */
export type Insisting = Pick<Clock, 'wait'> & Pick<Chance, 'random'>;

/**
 * Tries a change of something that others change, too, until nobody else was faster.
 *
 * @param doing   "change the pauses of the routes"
 * @param attempt reads, changes and writes over what was read; undefined where somebody else has written meanwhile
 * @param what    how a message speaks of what is changed
 *
 * Errors: ServiceUnavailableError when somebody else is faster again and again; what `attempt` throws.
 */
export async function insist<T>(
  machine: Insisting,
  doing: string,
  attempt: () => Promise<{ value: T } | undefined>,
  what: 'it' | 'them' = 'it',
): Promise<T> {
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const done = await attempt();
    if (done) return done.value;
    await machine.wait(machine.random() * LONGEST_WAIT_MS, new AbortController().signal);
  }
  const words = `others changed ${what} at the same time, ${MOST_TRIES} times in a row.`;
  throw new ServiceUnavailableError(doing, { words });
}
