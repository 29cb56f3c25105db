import { RouteBusyError } from '../../domain/failures/errors';
import type { Instances } from '../../domain/ports/instances';
import { changeTurns, turnOf, type TurnDependencies } from '../../domain/slots/routeTurns';
import { holds, release, take, waits } from '../../domain/slots/slots';
import type { Route } from '../../domain/route';

/**
 * Puts a transfer in its place on a route that takes one at a time, before anything of it is written: the order of the places is
 * that of the acceptance. Where the route refuses while another transfer runs, of several at once one gets the place.
 *
 * Errors: RouteBusyError, and those of changeTurns.
 */
export async function takeTurn(
  deps: TurnDependencies,
  instances: Pick<Instances, 'raise'>,
  { name, whenBusy }: Pick<Route, 'name' | 'whenBusy'>,
  transferId: string,
): Promise<void> {
  const own = turnOf(transferId);
  const { after } = await changeTurns(deps, instances, { route: name, transferId }, (turns, now) => {
    const isFree = turns.holders.length + turns.waiters.length === 0;
    const mayTake = whenBusy === 'queue' || isFree || waits(turns, transferId);
    return mayTake ? take(turns, own, now) : turns;
  });
  if (holds(after, transferId) || waits(after, transferId)) return;
  throw new RouteBusyError(name, (after.holders[0] ?? after.waiters[0])?.run ?? '');
}

/** Gives back the place of a transfer that could not be accepted; where that fails too, those who come later find it. */
export async function giveTurnBack(
  deps: TurnDependencies,
  instances: Pick<Instances, 'raise'>,
  { name }: Pick<Route, 'name'>,
  transferId: string,
): Promise<void> {
  try {
    if (await deps.transfers.find(transferId)) return;
    await changeTurns(deps, instances, { route: name, transferId }, (turns, now) =>
      release(turns, turnOf(transferId), now),
    );
  } catch {
    // Whoever sent the request is told what went wrong first.
  }
}
