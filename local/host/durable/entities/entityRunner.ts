import { parseEntityId } from './entityState';
import { EventType, historyEvent } from '../history/historyEvents';
import type { Hub } from '../hub';
import type { InstanceState, QueuedRequest } from '../instances/instanceState';
import type { EntityRequest, OutboxMessage } from '../instances/openWork';
import { toMilliseconds, fromTicks, toTicks } from '../history/timestamps';
import { entityTriggerInput, type EntityAnswer } from './entityTrigger';

const RESPONSE_TYPE =
  'Microsoft.Azure.WebJobs.Extensions.DurableTask.ResponseMessage, Microsoft.Azure.WebJobs.Extensions.DurableTask';

/** Runs the operations that wait in entities' queues. */
export class EntityRunner {
  constructor(
    private readonly hub: Hub,
    private readonly schedule: (entityId: string) => void,
  ) {}

  /** Runs every operation that is due as one batch; answers the state after it, undefined when there was none. */
  async run(entityId: string): Promise<InstanceState | undefined> {
    const { hub } = this;
    const self = parseEntityId(entityId);
    const state = hub.closed ? undefined : await hub.store.exclusive(entityId, () => hub.store.get(entityId));
    if (!self || !state?.entity || !hub.invoker.has('entity', self.name)) return undefined;
    const due = state.entity.queue.filter((queued) => this.isDue(queued));
    this.wakeForLater(entityId, state.entity.queue);
    if (due.length === 0) return undefined;
    const batch = due.map(({ request }) => ({
      name: request.op,
      input: request.input ?? null,
      isSignal: request.signal === true,
    }));
    const answer = await this.invoke(
      self.name,
      entityId,
      entityTriggerInput(self, state.entity.state, batch),
      state,
      due,
    );
    if (hub.closed) return undefined;
    return hub.store.exclusive(entityId, () => this.commit(entityId, due, answer));
  }

  private async invoke(
    name: string,
    entityId: string,
    input: string,
    state: InstanceState,
    due: QueuedRequest[],
  ): Promise<EntityAnswer> {
    try {
      const value = await this.hub.invoker.runEntity(name, entityId, input);
      if (value?.rpcType === 'json' || value?.rpcType === 'string') return JSON.parse(value.value) as EntityAnswer;
      throw new Error(`The entity function '${name}' returned no result.`);
    } catch (thrown) {
      const result = JSON.stringify(thrown instanceof Error ? thrown.message : String(thrown));
      const { state: kept } = state.entity!;
      return { entityExists: kept !== null, entityState: kept, results: due.map(() => ({ isError: true, result })) };
    }
  }

  private async commit(
    entityId: string,
    due: QueuedRequest[],
    answer: EntityAnswer,
  ): Promise<InstanceState | undefined> {
    const { store, timestamps } = this.hub;
    const state = await store.get(entityId);
    if (!state?.entity) return undefined;
    const done = new Set(due.map(({ request }) => request.id));
    const now = timestamps();
    const next: InstanceState = {
      ...state,
      started: { ...state.started, Timestamp: now },
      customStatus: JSON.stringify({ entityExists: answer.entityExists }),
      lastUpdated: now,
      outbox: [...state.outbox, ...this.responses(due, answer), ...this.signals(entityId, answer)],
      entity: {
        ...state.entity,
        state: answer.entityExists ? answer.entityState : null,
        lastOperationTime: now,
        queue: state.entity.queue.filter(({ request }) => !done.has(request.id)),
      },
    };
    await store.replace(next);
    return next;
  }

  private responses(due: QueuedRequest[], answer: EntityAnswer): OutboxMessage[] {
    return due.flatMap(({ request }, index): OutboxMessage[] => {
      if (request.signal || request.parent === undefined) return [];
      const { result, isError } = answer.results[index] ?? { result: null, isError: true };
      const response = { $type: RESPONSE_TYPE, result, ...(isError ? { exceptionType: 'Error' } : {}) };
      const event = historyEvent(EventType.eventRaised, this.hub.timestamps(), {
        Name: request.id,
        Input: JSON.stringify(response),
        ParentTraceContext: null,
      });
      const { parent: instanceId, parentExecution: executionId = '' } = request;
      return [{ kind: 'entityResponse', instanceId, executionId, event }];
    });
  }

  private signals(entityId: string, answer: EntityAnswer): OutboxMessage[] {
    return (answer.signals ?? []).map((signal) => {
      const request: EntityRequest = {
        op: signal.name,
        signal: true,
        ...(typeof signal.input === 'string' ? { input: signal.input } : {}),
        id: this.hub.platform.newId(),
        parent: entityId,
        parentExecution: entityId,
        Timestamp: this.hub.timestamps(),
      };
      const { target, startTime } = signal;
      const notBefore = startTime ? { notBefore: fromTicks(BigInt(startTime) * 10_000n) } : {};
      return { kind: 'entityRequest', entityId: `@${target.name.toLowerCase()}@${target.key}`, request, ...notBefore };
    });
  }

  private isDue({ notBefore }: QueuedRequest): boolean {
    return notBefore === undefined || toMilliseconds(fromTicks(toTicks(notBefore))) <= this.hub.platform.now();
  }

  private wakeForLater(entityId: string, queue: QueuedRequest[]): void {
    for (const queued of queue) {
      if (!this.isDue(queued)) {
        this.hub.platform.callAt(toMilliseconds(queued.notBefore!), () => this.schedule(entityId));
      }
    }
  }
}
