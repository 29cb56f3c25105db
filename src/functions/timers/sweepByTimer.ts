import type { Instances } from '../../domain/ports/instances';
import type { EventLog } from '../events/blobCreated';
import { sweep } from '../sweep/sweep';
import type { SweepDependencies } from '../sweep/sweepDependencies';
import { tellTrouble, type TickLog } from './trouble';

const STARTED_BY = { kind: 'trigger', name: 'sweep' } as const;

/** Sweeps, as `sweep` does. Never rejects: what is wrong is logged, and the next tick tries again. */
export async function sweepByTimer(
  deps: SweepDependencies,
  instances: Instances,
  log: EventLog & TickLog,
  budgetMs: number,
): Promise<void> {
  try {
    await sweep(deps, instances, log, { startedBy: STARTED_BY, budgetMs });
  } catch (error) {
    tellTrouble(log, 'The sweep came to no end', error);
  }
}
