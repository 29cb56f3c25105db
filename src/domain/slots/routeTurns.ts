import type { Clock } from '../ports/machine';
import type { Instances } from '../ports/instances';
import type { TransferStore } from '../ports/transferStore';
import { changeSlots, type ChangedSlots, type SlotChanging } from './changeSlots';
import { dropDead, handedOver, release, type SlotClaim, type SlotPlace, type Slots } from './slots';
import { wake } from './wake';

/** Everything that the turns of a route need. */
export interface TurnDependencies extends SlotChanging {
  transfers: Pick<TransferStore, 'find' | 'readReport'>;
  machine: SlotChanging['machine'] & Pick<Clock, 'now'>;
}

/** Transfers that wait are looked at as far as one of them might be next. */
const MOST_LOOKS = 5;

/** The place of a transfer among those of its route, of which one runs at a time. */
export function turnOf(transferId: string): SlotClaim {
  return { run: transferId, instance: transferId, limit: 1 };
}

/**
 * Changes whose turn it is on a route, and tells the transfers whose turn it then is. One that has its report is over, whether or
 * not it gave its turn on; one without a record, look after look, was never accepted. All others keep their places: what is cut
 * off, or whose task hub is lost, is taken up again.
 *
 * Errors: ServiceUnavailableError, and those of the app's own store.
 *
 * @param asker.transferId  the transfer that asks: it needs not be told
 * @param rewrite  as in `changeSlots`
 */
export async function changeTurns(
  deps: TurnDependencies,
  instances: Pick<Instances, 'raise'>,
  asker: { route: string; transferId: string },
  change: (turns: Slots, now: string) => Slots,
  { rewrite = false } = {},
): Promise<ChangedSlots> {
  const { route, transferId } = asker;
  const window = { kind: 'route', route } as const;
  const { holders, waiters } = (await deps.slots.read(window)).slots;
  const { ended, isAccepted } = await lookForTransfers(deps, [...holders, ...waiters].slice(0, MOST_LOOKS));
  const now = new Date(deps.machine.now()).toISOString();
  const without = (turns: Slots): Slots =>
    ended.reduce((left, place) => release(left, place, now), dropDead(turns, isAccepted, now));
  const changed = await changeSlots(deps, window, (turns) => change(without(turns), now), { rewrite });
  const others = handedOver(changed.before, changed.after).filter(({ run }) => run !== transferId);
  await wake(instances, others);
  return changed;
}

async function lookForTransfers(
  { transfers }: Pick<TurnDependencies, 'transfers'>,
  places: readonly SlotPlace[],
): Promise<{ ended: SlotPlace[]; isAccepted: ReadonlyMap<string, boolean> }> {
  const ended: SlotPlace[] = [];
  const isAccepted = new Map<string, boolean>();
  await Promise.all(
    places.map(async (place) => {
      if (await transfers.readReport(place.run)) ended.push(place);
      else isAccepted.set(place.instance, (await transfers.find(place.run)) !== undefined);
    }),
  );
  return { ended, isAccepted };
}
