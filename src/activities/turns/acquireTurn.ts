import { CANCELED, type Canceled } from '../../domain/failures/ending';
import type { Instances } from '../../domain/ports/instances';
import { changeTurns, turnOf } from '../../domain/slots/routeTurns';
import { holds, take } from '../../domain/slots/slots';
import type { ActivityDependencies } from '../dependencies';
import type { OfTransfer } from '../ends';

/** Everything that the activities of turns reach. */
export type TurnActivityDependencies = Pick<ActivityDependencies, 'slots' | 'transfers' | 'machine'> & {
  /** The orchestrations, by the durable client of the invocation. */
  instances: Instances;
};

/** Whether it is a transfer's turn; where it is not, whose it is. */
export interface AcquiredTurn {
  acquired: boolean;
  /** Id of the transfer that runs. */
  running?: string;
}

/**
 * Asks whether it is a transfer's turn on its route: again and again, as one that waits does, it keeps its place in the line. One
 * that has ended needs none, and one that has begun does not wait.
 *
 * @param input.mayHaveBegun  whether an earlier orchestration of the transfer may have come as far as its plan
 */
export async function acquireTurn(
  deps: TurnActivityDependencies,
  { transferId, route, mayHaveBegun }: OfTransfer & { route: string; mayHaveBegun: boolean },
): Promise<AcquiredTurn | Canceled> {
  if (await deps.transfers.readReport(transferId)) return { acquired: true };
  const own = turnOf(transferId);
  const beyond = mayHaveBegun && (await deps.transfers.readPlan(transferId)) !== undefined;
  const { after } = await changeTurns(deps, deps.instances, { route, transferId }, (turns, now) =>
    take(turns, own, now, { beyond }),
  );
  if (holds(after, transferId)) return { acquired: true };
  if (await deps.transfers.isCancelRequested(transferId)) return CANCELED;
  const running = after.holders[0]?.run;
  return { acquired: false, ...(running !== undefined && { running }) };
}
