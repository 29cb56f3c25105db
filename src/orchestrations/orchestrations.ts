import type { OrchestrationHandler } from 'durable-functions';
import { batch } from './batch';
import { copyLane } from './copyLane';
import type { Steps } from './steps';
import { transfer } from './transfer';
import { watchRun } from './watchRun';

/** Every orchestration, under the name it is registered with: that of its function, by which others start it. */
export const ORCHESTRATIONS: Readonly<Record<string, OrchestrationHandler>> = {
  transfer: handlerOf(transfer),
  batch: handlerOf(batch),
  watchRun: handlerOf(watchRun),
  copyLane: handlerOf(copyLane),
};

function handlerOf<I, T>(
  orchestration: (context: Parameters<OrchestrationHandler>[0], input: I) => Steps<T>,
): OrchestrationHandler {
  return (context) => orchestration(context, context.df.getInput<I>());
}
