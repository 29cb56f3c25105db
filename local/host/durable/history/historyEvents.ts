/** Numbers of the Durable Task history events, as the orchestration trigger carries them. */
export const EventType = {
  executionStarted: 0,
  executionCompleted: 1,
  executionTerminated: 3,
  taskScheduled: 4,
  taskCompleted: 5,
  taskFailed: 6,
  subOrchestrationCreated: 7,
  subOrchestrationCompleted: 8,
  subOrchestrationFailed: 9,
  timerCreated: 10,
  timerFired: 11,
  orchestratorStarted: 12,
  orchestratorCompleted: 13,
  eventSent: 14,
  eventRaised: 15,
  generic: 17,
  executionSuspended: 19,
  executionResumed: 20,
} as const;

/** One event of a history, with the member names and the member order of the real extension. */
export interface HistoryEvent {
  EventType: number;
  EventId: number;
  IsPlayed: boolean;
  Timestamp: string;
  [member: string]: unknown;
}

/** Who started a child orchestration, as its `ExecutionStarted` says. */
export interface ParentInstance {
  Name: string;
  OrchestrationInstance: { InstanceId: string; ExecutionId: string };
  TaskScheduleId: number;
  Version: string;
}

/** What begins an execution. */
export interface ExecutionStartedEvent extends HistoryEvent {
  OrchestrationInstance: { InstanceId: string; ExecutionId: string };
  ParentInstance: ParentInstance | null;
  Name: string;
  Input: string | null;
  Generation: number | null;
}

/** Builds an event: `members` first, then the members every event has. */
export function historyEvent(
  eventType: number,
  timestamp: string,
  members: Record<string, unknown> = {},
  eventId = -1,
): HistoryEvent {
  return { EventType: eventType, ...members, EventId: eventId, IsPlayed: false, Timestamp: timestamp };
}

/** Builds the event that begins an execution; `input` is JSON text. */
export function executionStarted(options: {
  instanceId: string;
  executionId: string;
  name: string;
  input: string | null;
  parent: ParentInstance | null;
  generation: number | null;
  timestamp: string;
}): ExecutionStartedEvent {
  return {
    OrchestrationInstance: { InstanceId: options.instanceId, ExecutionId: options.executionId },
    EventType: EventType.executionStarted,
    ParentInstance: options.parent,
    Name: options.name,
    Version: '',
    Input: options.input,
    Tags: null,
    Correlation: null,
    ParentTraceContext: null,
    ScheduledStartTime: null,
    Generation: options.generation,
    EventId: -1,
    IsPlayed: false,
    Timestamp: options.timestamp,
  };
}

/** The key of the started work that this event ends, or undefined when it ends none. */
export function endedWork(event: HistoryEvent): number | undefined {
  switch (event.EventType) {
    case EventType.taskCompleted:
    case EventType.taskFailed:
    case EventType.subOrchestrationCompleted:
    case EventType.subOrchestrationFailed:
      return event.TaskScheduledId as number;
    case EventType.timerFired:
      return event.TimerId as number;
    default:
      return undefined;
  }
}
