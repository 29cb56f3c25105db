import { sweepIdFor } from '../../domain/names';
import type { Instances } from '../../domain/ports/instances';
import type { Caller } from '../../domain/report/report';
import type { Sweep } from '../../domain/sweeps/sweep';
import { createSweepTally } from '../../domain/sweeps/sweepTally';
import { logEvent } from '../../domain/telemetry/logEvent';
import { sweepEnded } from '../../domain/telemetry/sweepEnded';
import type { EventLog } from '../events/blobCreated';
import { reconcile } from '../start/reconcile';
import { sweepArrivals } from './sweepArrivals';
import type { SweepDependencies } from './sweepDependencies';

/** One every five minutes: the sweeps of sixteen hours. */
const MOST_SWEEPS = 200;

/**
 * Finds what nobody told of and puts it right: transfers that were cut off, then blobs in the containers of the routes whose event never
 * came. It goes on where the latest one stopped that had not the time; any number may run at once, and each may be cut off anywhere.
 *
 * Errors: those of the app's own store. What one transfer, blob or route meets stands in the summary, and the next sweep tries again.
 *
 * @param budgetMs  milliseconds after which nothing more is begun; at most half of it goes to the transfers
 */
export async function sweep(
  deps: SweepDependencies,
  instances: Instances,
  log: EventLog,
  { startedBy, budgetMs }: { startedBy: Caller; budgetMs: number },
): Promise<Sweep> {
  const { sweeps, machine } = deps;
  const start = machine.now();
  const isOver = (): boolean => machine.now() >= start + budgetMs;
  const place = await sweeps.readPlace();
  const { tell, result } = createSweepTally();

  const transfers = await reconcile(deps, instances, log, { tell, budgetMs: budgetMs / 2, cursor: place.transfers });
  const arrivals = await sweepArrivals(deps, instances, log, { tell, isOver, from: place.arrivals });

  await sweeps.writePlace({
    ...(transfers.cursor !== undefined && { transfers: transfers.cursor }),
    ...(arrivals && { arrivals }),
  });
  const told = result();
  const hasFailed = told.found.some(({ finding }) => finding === 'failed');
  const done: Sweep = {
    id: sweepIdFor(start, machine.newId()),
    startedBy,
    startedAt: new Date(start).toISOString(),
    endedAt: new Date(machine.now()).toISOString(),
    complete: transfers.isDone && !arrivals && !hasFailed,
    wentOn: place.transfers !== undefined || place.arrivals !== undefined,
    ...told,
  };
  await sweeps.keep(done, MOST_SWEEPS);
  log.info(logEvent('sweepEnded', sweepEnded(done)));
  return done;
}
