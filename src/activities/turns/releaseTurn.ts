import { changeTurns, turnOf } from '../../domain/slots/routeTurns';
import { holds, release, waits } from '../../domain/slots/slots';
import { wake } from '../../domain/slots/wake';
import type { OfTransfer } from '../ends';
import type { TurnActivityDependencies } from './acquireTurn';

/**
 * Gives a transfer's turn on, or takes it out of the line. Called again it changes nothing, and tells the one whose turn it is:
 * the first call may have been cut off before it did.
 */
export async function releaseTurn(
  deps: TurnActivityDependencies,
  { transferId, route }: OfTransfer & { route: string },
): Promise<{ released: true }> {
  const own = turnOf(transferId);
  const giveOn: Parameters<typeof changeTurns>[3] = (turns, now) => release(turns, own, now);
  const { before, after } = await changeTurns(deps, deps.instances, { route, transferId }, giveOn, { rewrite: true });
  if (!holds(before, transferId) && !waits(before, transferId)) await wake(deps.instances, after.holders);
  return { released: true };
}
