import type { Instances } from '../ports/instances';
import type { SlotPlace } from './slots';

/** Tells those who hold a slot now: the external event of the name of each run. That it got lost costs a wait, no more. */
export async function wake(instances: Pick<Instances, 'raise'>, places: readonly SlotPlace[]): Promise<void> {
  await Promise.all(places.map(({ instance, run }) => instances.raise(instance, run)));
}
