import type { OrchestrationContext, OrchestrationHandler } from 'durable-functions';
import { batch } from './batch';
import { batchLane } from './batchLane';
import { copyLane } from './copyLane';
import { importArrival } from './importArrival';
import { rebuildLedger } from './rebuildLedger';
import { removeExpired } from './removeExpired';
import type { Steps } from './steps';
import { transfer } from './transfer';
import { watchRun } from './watchRun';

/** Every orchestration, under the name it is registered with: that of its function, by which others start it. */
export const ORCHESTRATIONS: Readonly<Record<string, OrchestrationHandler>> = Object.fromEntries([
  registered(transfer),
  registered(importArrival),
  registered(batchLane),
  registered(batch),
  registered(watchRun),
  registered(copyLane),
  registered(rebuildLedger),
  registered(removeExpired),
]);

function registered<I, T>(
  orchestration: (context: OrchestrationContext, input: I) => Steps<T>,
): [string, OrchestrationHandler] {
  return [orchestration.name, (context) => orchestration(context, context.df.getInput<I>())];
}
