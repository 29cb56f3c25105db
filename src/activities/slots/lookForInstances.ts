import type { Instances } from '../../domain/ports/instances';
import type { SlotPlace } from '../../domain/slots/slots';

/** A look costs the task hub a request: as many at once, and no more of one activity. */
export const MOST_LOOKS = 5;

/**
 * Looks whether the orchestrations of places are running, those of the first ones.
 *
 * @returns by their ids; a look that was not answered is no news, and left out
 */
export async function lookForInstances(
  instances: Pick<Instances, 'find'>,
  places: readonly SlotPlace[],
): Promise<ReadonlyMap<string, boolean>> {
  const looks = places.slice(0, MOST_LOOKS).map(async ({ instance }): Promise<[string, boolean][]> => {
    try {
      const found = await instances.find(instance);
      return [[instance, found !== undefined && found.state !== 'ended']];
    } catch {
      return [];
    }
  });
  return new Map((await Promise.all(looks)).flat());
}
