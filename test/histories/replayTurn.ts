import { ORCHESTRATIONS } from '../../src/orchestrations/orchestrations';
import { createInProcessInvoker } from '../local/host/durable/inProcessInvoker';
import type { RecordedTurn } from './recordTurns';

const invoker = createInProcessInvoker({ orchestrations: ORCHESTRATIONS });

/** What today's orchestration answers to a recorded history: all that it asks for, and its end. */
export async function replayTurn({ orchestration, instanceId, trigger }: RecordedTurn): Promise<unknown> {
  const answer = await invoker.runOrchestrator(orchestration, instanceId, JSON.stringify(trigger));
  return answer?.rpcType === 'json' ? (JSON.parse(answer.value) as unknown) : answer?.value;
}
