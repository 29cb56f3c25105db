import { insist, type Insisting } from '../insist';
import type { Canaries } from '../ports/canaries';
import type { Canary } from './canary';

/** Where canaries are kept, and what it takes to try again when somebody else was faster. */
export interface CanaryChanging {
  canaries: Canaries;
  machine: Insisting;
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
  return insist(machine, `change the canary of the route ${route}`, async () => {
    const found = await canaries.read(route);
    if (found?.canary.id !== id) return { value: undefined };
    const { canary: before, version } = found;
    const after = before.endedAt === undefined ? change(before) : before;
    return after === before || (await canaries.write(route, after, version)) ? { value: after } : undefined;
  });
}
