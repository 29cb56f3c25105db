import { ServiceUnavailableError } from '../failures/errors';
import type { Canaries } from '../ports/canaries';
import type { Chance, Clock } from '../ports/machine';
import type { Canary } from './canary';

const MOST_TRIES = 20;
const LONGEST_WAIT_MS = 500;

/** Where canaries are kept, and what it takes to try again when somebody else was faster. */
export interface CanaryChanging {
  canaries: Canaries;
  machine: Pick<Clock, 'wait'> & Pick<Chance, 'random'>;
}

/**
 * Changes a canary that has not ended: reads, changes, writes over what was read, and begins again when somebody else was faster.
 * Another canary of the route, and one that has ended, stays as it is.
 *
 * Errors: ServiceUnavailableError when somebody else is faster again and again, and those of the app's own store.
 *
 * @returns the canary as it is now; undefined where there is no such one any more
 */
export async function changeCanary(
  { canaries, machine }: CanaryChanging,
  { route, id }: Pick<Canary, 'route' | 'id'>,
  change: (canary: Canary) => Canary,
): Promise<Canary | undefined> {
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const found = await canaries.read(route);
    if (found?.canary.id !== id) return undefined;
    const { canary: before, version } = found;
    const after = before.endedAt === undefined ? change(before) : before;
    if (after === before || (await canaries.write(route, after, version))) return after;
    await machine.wait(machine.random() * LONGEST_WAIT_MS, new AbortController().signal);
  }
  const words = `others changed it at the same time, ${MOST_TRIES} times in a row.`;
  throw new ServiceUnavailableError(`change the canary of the route ${route}`, { words });
}
