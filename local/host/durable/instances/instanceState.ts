import { endedWork, type ExecutionStartedEvent, type HistoryEvent } from '../history/historyEvents';
import type { EntityRequest, OpenWork, OutboxMessage } from './openWork';
import type { RuntimeStatus } from '../taskHub';

/** An operation that waits in an entity's queue. `notBefore` is a time for scheduled signals. */
export interface QueuedRequest {
  request: EntityRequest;
  notBefore?: string;
}

/** What an entity keeps between its turns. `state` is JSON text, null when the entity does not exist. */
export interface EntityState {
  state: string | null;
  /** Per sending orchestration the time of its last message: what arrives twice is dropped. */
  received: Record<string, { Last: string; ExecutionId: string }>;
  receiveHorizon: string;
  lastOperationTime: string;
  queue: QueuedRequest[];
}

/** Everything the hub knows of one instance: the fold of its journal. */
export interface InstanceState {
  instanceId: string;
  /** The event that began the execution; for an entity a stand-in that carries its id as name. */
  started: ExecutionStartedEvent;
  /** The committed history of the current execution. */
  history: HistoryEvent[];
  /** Events that have arrived but that no turn has taken yet, in the order of arrival. */
  inbox: HistoryEvent[];
  /** Work that has been started and has not ended. */
  open: OpenWork[];
  /** Messages of committed turns that have not been delivered yet. */
  outbox: OutboxMessage[];
  status: RuntimeStatus;
  /** JSON texts. */
  customStatus: string | null;
  output: string | null;
  lastUpdated: string;
  /** Continued as new: the first turn's history already ends its first turn. */
  continued: boolean;
  entity?: EntityState;
}

/** What a turn leaves behind. */
export interface CommittedTurn {
  /** How many events of the inbox it took. */
  taken: number;
  /** OrchestratorStarted, the events taken, what was created, OrchestratorCompleted. */
  events: HistoryEvent[];
  opened: OpenWork[];
  cancelled: number[];
  outbox: OutboxMessage[];
  status: RuntimeStatus;
  customStatus: string | null;
  output: string | null;
  lastUpdated: string;
}

/** A line of an instance's journal. The first line is always a whole state. */
export type JournalLine =
  | { kind: 'state'; state: InstanceState }
  | { kind: 'event'; event: HistoryEvent }
  | { kind: 'request'; queued: QueuedRequest }
  | { kind: 'turn'; turn: CommittedTurn }
  | { kind: 'delivered'; count: number };

const FINAL: readonly RuntimeStatus[] = ['Completed', 'Failed', 'Terminated', 'Canceled'];

/** Whether nothing will ever run again under this status. */
export function isFinal(status: RuntimeStatus): boolean {
  return FINAL.includes(status);
}

/** The state of an instance that has just been started and has not run. */
export function pendingState(started: ExecutionStartedEvent, outbox: OutboxMessage[] = []): InstanceState {
  return {
    instanceId: started.OrchestrationInstance.InstanceId,
    started,
    history: [],
    inbox: [started],
    open: [],
    outbox,
    status: 'Pending',
    customStatus: null,
    output: null,
    lastUpdated: started.Timestamp,
    continued: false,
  };
}

/** Applies one line to a state in place. */
export function applyLine(state: InstanceState, line: Exclude<JournalLine, { kind: 'state' }>): void {
  switch (line.kind) {
    case 'event': {
      const ended = endedWork(line.event);
      state.inbox.push(line.event);
      if (ended !== undefined) state.open = state.open.filter((work) => work.id !== ended);
      return;
    }
    case 'request': {
      const { request } = line.queued;
      const entity = state.entity!;
      entity.queue.push(line.queued);
      if (request.parent !== undefined && request.Timestamp !== undefined) {
        entity.received[request.parent] = { Last: request.Timestamp, ExecutionId: request.parentExecution ?? '' };
      }
      return;
    }
    case 'turn':
      return applyTurn(state, line.turn);
    case 'delivered':
      state.outbox.splice(0, line.count);
      return;
  }
}

function applyTurn(state: InstanceState, turn: CommittedTurn): void {
  state.inbox.splice(0, turn.taken);
  state.history.push(...turn.events);
  state.open = [...state.open, ...turn.opened].filter((work) => !turn.cancelled.includes(work.id));
  state.outbox.push(...turn.outbox);
  state.status = turn.status;
  state.customStatus = turn.customStatus;
  state.output = turn.output;
  state.lastUpdated = turn.lastUpdated;
  if (isFinal(turn.status)) {
    state.open = [];
    state.inbox = [];
  }
}
