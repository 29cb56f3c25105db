import { changeSlots } from '../../domain/slots/changeSlots';
import { dropDead, handedOver, holds, release, waits, type SlotPlace } from '../../domain/slots/slots';
import { wake } from '../../domain/slots/wake';
import { lookForInstances } from './lookForInstances';
import { windowOf, type SlotDependencies, type SlotOfRun } from './slotOfRun';

/**
 * Gives a run's slot to the first in the line whose orchestration is running, and tells it; a run that still waits leaves the
 * line. Called again it changes nothing, and tells all who hold a slot: the first call may have been cut off before it did.
 *
 * @param input.isInherited  whether it may be an earlier orchestration, which is gone, that took it
 */
export async function releaseSlot(
  deps: SlotDependencies,
  input: SlotOfRun & { isInherited?: true },
): Promise<{ released: true }> {
  const { runName: run, instance, isInherited } = input;
  const { window } = await windowOf(deps, input);
  const { waiters } = (await deps.slots.read(window)).slots;
  const isRunning = await lookForNext(
    deps.instances,
    waiters.filter((place) => place.run !== run),
  );
  const now = new Date(deps.machine.now()).toISOString();
  const giveBack = (slots: Parameters<typeof release>[0]) =>
    release(dropDead(slots, isRunning, now), { run, ...(!isInherited && { instance }) }, now);
  const { before, after } = await changeSlots(deps, window, giveBack, { rewrite: true });
  const isFirst = holds(before, run) || waits(before, run);
  await wake(deps.instances, isFirst ? handedOver(before, after) : after.holders);
  return { released: true };
}

/** The first in the line is next, nearly always: others are looked at where it is not running. */
async function lookForNext(
  instances: SlotDependencies['instances'],
  waiters: readonly SlotPlace[],
): Promise<ReadonlyMap<string, boolean>> {
  const [first, ...others] = waiters;
  if (!first) return new Map();
  const looked = await lookForInstances(instances, [first]);
  return looked.get(first.instance) ? looked : new Map([...looked, ...(await lookForInstances(instances, others))]);
}
