import type { DurableInvoker } from '../../local/host/durable/taskHub';

/** The last turn of one execution of an orchestration: its whole history goes in, all that it ever asked for comes out. */
export interface RecordedTurn {
  orchestration: string;
  instanceId: string;
  /** What the orchestration trigger was given. */
  trigger: unknown;
  /** What the orchestration answered. */
  answer: unknown;
}

interface Trigger {
  history: { OrchestrationInstance?: { ExecutionId: string } }[];
}

/** Listens to an engine's turns. `turns` holds the last one of each execution, in the order in which they began. */
export function recordTurns(): { turns(): RecordedTurn[]; wrap(invoker: DurableInvoker): DurableInvoker } {
  const last = new Map<string, RecordedTurn>();
  return {
    turns: () => [...last.values()],
    wrap: (invoker) => ({
      has: (kind, name) => invoker.has(kind, name),
      runActivity: (name, instanceId, input) => invoker.runActivity(name, instanceId, input),
      runEntity: (name, entityId, trigger) => invoker.runEntity(name, entityId, trigger),
      async runOrchestrator(name, instanceId, triggerInput) {
        const answer = await invoker.runOrchestrator(name, instanceId, triggerInput);
        const trigger = JSON.parse(triggerInput) as Trigger;
        const execution = JSON.stringify([instanceId, executionOf(trigger)]);
        last.set(execution, {
          orchestration: name,
          instanceId,
          trigger,
          answer: answer?.rpcType === 'json' ? (JSON.parse(answer.value) as unknown) : answer?.value,
        });
        return answer;
      },
    }),
  };
}

/** One that continues as new has another id. */
function executionOf({ history }: Trigger): string | undefined {
  return history.find((event) => event.OrchestrationInstance)?.OrchestrationInstance?.ExecutionId;
}
