import { EventType, endedWork, type HistoryEvent } from '../history/historyEvents';
import type { Hub } from '../hub';
import { isFinal, pendingState, type InstanceState, type QueuedRequest } from '../instances/instanceState';
import { newEntityState } from '../entities/entityState';
import type { OutboxMessage } from '../instances/openWork';
import type { OperationOutcome } from '../taskHub';
import { toTicks } from '../history/timestamps';

interface Letter {
  event: HistoryEvent;
  /** The execution it is meant for; any, when absent. */
  executionId?: string;
  resolve(outcome: OperationOutcome): void;
  reject(error: unknown): void;
}

/** Puts messages into the inboxes of instances: on disk first, each once, however often it is sent. */
export class Mailbox {
  private readonly letters = new Map<string, Letter[]>();

  constructor(
    private readonly hub: Hub,
    private readonly schedule: (instanceId: string) => void,
  ) {}

  /** Delivers an event. What arrives together is written together. */
  async post(instanceId: string, event: HistoryEvent, executionId?: string): Promise<OperationOutcome> {
    const arrival = new Promise<OperationOutcome>((resolve, reject) => {
      const letter: Letter = { event, resolve, reject, ...(executionId === undefined ? {} : { executionId }) };
      const letters = this.letters.get(instanceId);
      if (letters) letters.push(letter);
      else this.letters.set(instanceId, [letter]);
    });
    await this.hub.store.exclusive(instanceId, () => this.write(instanceId));
    return arrival;
  }

  /** Delivers what a committed turn sends. */
  async deliver(message: OutboxMessage): Promise<void> {
    switch (message.kind) {
      case 'startChild':
        return this.startChild(message);
      case 'endChild':
      case 'entityResponse':
        await this.post(message.instanceId, message.event, message.executionId);
        return;
      case 'entityRequest': {
        const { entityId, request, notBefore } = message;
        return this.postRequest(entityId, { request, ...(notBefore === undefined ? {} : { notBefore }) });
      }
    }
  }

  /** Puts an operation into an entity's queue; the entity comes into being with its first one. */
  async postRequest(entityId: string, queued: QueuedRequest): Promise<void> {
    const { store, timestamps } = this.hub;
    await store.exclusive(entityId, async () => {
      let state = await store.get(entityId);
      if (!state) {
        state = newEntityState(entityId, timestamps(), queued.request.Timestamp);
        await store.replace(state);
      }
      if (!isRepeated(state, queued)) await store.append(state, [{ kind: 'request', queued }]);
    });
    this.schedule(entityId);
  }

  private async write(instanceId: string): Promise<void> {
    const letters = this.letters.get(instanceId);
    if (!letters) return;
    this.letters.delete(instanceId);
    try {
      const state = await this.hub.store.get(instanceId);
      const accepted = state ? acceptable(state, letters) : [];
      if (state && accepted.length > 0) {
        await this.hub.store.append(
          state,
          accepted.map(({ event }) => ({ kind: 'event', event })),
        );
        this.schedule(instanceId);
      }
      for (const letter of accepted) this.hub.hooks.arrived?.(instanceId, letter.event);
      for (const letter of letters) letter.resolve(outcomeFor(state, accepted, letter));
    } catch (error) {
      for (const letter of letters) letter.reject(error);
    }
  }

  /**
   * Starts a child, in place of whatever has its id: unlike a start by a client, that of a child replaces an instance
   * that still runs as well. Its history is emptied, what its activities answer is dropped, and whoever waited for it
   * waits for ever. Source: DurableTask.AzureStorage 2.9.1, which loads a history by the execution id of the message
   * (`GetHistoryEventsAsync`) and has no "De-dupe protection for sub-orchestrations" (`OrchestrationSessionManager`).
   */
  private async startChild(message: OutboxMessage & { kind: 'startChild' }): Promise<void> {
    const { store, hooks, log } = this.hub;
    const { instanceId, started } = message;
    await store.exclusive(instanceId, async () => {
      const existing = await store.get(instanceId);
      if (existing && hasSameParent(existing, started)) return;
      if (existing && !isFinal(existing.status)) {
        log(
          `The orchestration '${instanceId}' was ${existing.status} when '${parentOf(started)}' started it as its child: ` +
            'it begins again with an empty history. Give the child another instance id if both are to run.',
        );
      }
      await store.replace(pendingState(started, existing?.outbox));
      hooks.arrived?.(instanceId, started);
    });
    this.schedule(instanceId);
  }
}

function acceptable(state: InstanceState, letters: Letter[]): Letter[] {
  if (isFinal(state.status)) return [];
  const executionId = state.started.OrchestrationInstance.ExecutionId;
  const open = new Set(state.open.map((work) => work.id));
  const seen = new Set(
    [...state.history, ...state.inbox].filter((e) => e.EventType === EventType.eventRaised).map((e) => e.Name),
  );
  return letters.filter((letter) => {
    if (letter.executionId === undefined) return true;
    if (letter.executionId !== executionId) return false;
    const ended = endedWork(letter.event);
    return ended === undefined ? !seen.has(letter.event.Name) : open.delete(ended);
  });
}

function outcomeFor(state: InstanceState | undefined, accepted: Letter[], letter: Letter): OperationOutcome {
  if (accepted.includes(letter)) return 'accepted';
  return state ? 'finished' : 'notFound';
}

function parentOf(started: InstanceState['started']): string {
  return started.ParentInstance?.OrchestrationInstance.InstanceId ?? '';
}

function hasSameParent(state: InstanceState, started: InstanceState['started']): boolean {
  const [mine, theirs] = [state.started.ParentInstance, started.ParentInstance];
  return (
    mine?.TaskScheduleId === theirs?.TaskScheduleId &&
    mine?.OrchestrationInstance.ExecutionId === theirs?.OrchestrationInstance.ExecutionId
  );
}

function isRepeated(state: InstanceState, { request }: QueuedRequest): boolean {
  const last = request.parent === undefined ? undefined : state.entity?.received[request.parent];
  if (!last || request.Timestamp === undefined || last.ExecutionId !== request.parentExecution) return false;
  return toTicks(request.Timestamp) <= toTicks(last.Last);
}
