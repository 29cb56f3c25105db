import { CANCELED, type Canceled } from '../../domain/failures/ending';
import { changeSlots } from '../../domain/slots/changeSlots';
import { dropDead, handedOver, holds, take, type SlotPlace, type Slots } from '../../domain/slots/slots';
import { wake } from '../../domain/slots/wake';
import { lookForInstances, MOST_LOOKS } from './lookForInstances';
import { windowOf, type SlotDependencies, type SlotOfRun } from './slotOfRun';

/** A slot that a run wants, and what it knows of itself. */
export interface SlotToAcquire extends SlotOfRun {
  /** How many runs of the kind may be at work at once at the registry. */
  limit: number;
  /** Whether an earlier orchestration of the transfer may have created the run. */
  mayBeAtWork: boolean;
}

/** Whether the run has its slot; where it waits for one, at which registry. */
export interface AcquiredSlot {
  acquired: boolean;
  registry: string;
}

/**
 * Asks for a slot for a pipeline run: again and again, as a run that waits does, it keeps its place in the line. A run that is at
 * work already gets one though none is free. Who waits also looks for others whose orchestrations are gone, and lets their
 * slots go to the next.
 */
export async function acquireSlot(deps: SlotDependencies, input: SlotToAcquire): Promise<AcquiredSlot | Canceled> {
  const { transferId, runName, instance, limit, mayBeAtWork } = input;
  const { end, window } = await windowOf(deps, input);
  const claim = { run: runName, instance, limit };
  const change = async (to: (slots: Slots, now: string) => Slots): Promise<Slots> => {
    const now = new Date(deps.machine.now()).toISOString();
    const { before, after } = await changeSlots(deps, window, (slots) => to(slots, now));
    await wake(
      deps.instances,
      handedOver(before, after).filter(({ run }) => run !== runName),
    );
    return after;
  };
  const answer = (slots: Slots): AcquiredSlot => ({ acquired: holds(slots, runName), registry: end.registryName });

  const asked = await change((slots, now) => take(slots, claim, now));
  if (holds(asked, runName)) return answer(asked);
  if (await deps.transfers.isCancelRequested(transferId)) return CANCELED;
  if (mayBeAtWork && (await deps.pipelines.getRun(end, runName))) {
    return answer(await change((slots, now) => take(slots, claim, now, { beyond: true })));
  }
  const others = othersThan(runName, asked, deps.machine.random());
  const isRunning = await lookForInstances(deps.instances, others);
  return answer(await change((slots, now) => dropDead(slots, isRunning, now)));
}

/** Who holds a slot, or waits before a run: those first who were missed before, the others from a place that chance gives. */
function othersThan(runName: string, { holders, waiters }: Slots, chance: number): SlotPlace[] {
  const before = waiters.slice(
    0,
    waiters.findIndex(({ run }) => run === runName),
  );
  const missed = [...holders, ...before].filter(({ missedSince }) => missedSince !== undefined);
  const seen = [...holders, ...before].filter(({ missedSince }) => missedSince === undefined);
  const from = Math.floor(chance * seen.length);
  return [...missed.slice(0, MOST_LOOKS - 1), ...seen.slice(from), ...seen.slice(0, from)];
}
