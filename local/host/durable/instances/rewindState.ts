import { EventType, historyEvent, type HistoryEvent } from '../history/historyEvents';
import type { InstanceState } from './instanceState';

function blanked(event: HistoryEvent): HistoryEvent {
  const { EventId, IsPlayed, Timestamp } = event;
  return { Data: null, ...historyEvent(EventType.generic, Timestamp, {}, EventId), IsPlayed };
}

/** The ids of children whose failure a history holds. */
export function failedChildren(state: InstanceState): string[] {
  const failed = new Set(failures(state.history, EventType.subOrchestrationFailed));
  return state.history
    .filter((event) => event.EventType === EventType.subOrchestrationCreated && failed.has(event.EventId))
    .map((event) => String(event.InstanceId));
}

function failures(history: HistoryEvent[], eventType: number): number[] {
  return history.filter((event) => event.EventType === eventType).map((event) => event.TaskScheduledId as number);
}

/**
 * A failed instance as it is after a rewind: the failures, what scheduled the failed activities and the end are
 * blanked in its history, so that the next turn schedules those activities again. Failed children stay scheduled:
 * they are rewound themselves, and only instances without failed children are woken.
 */
export function rewoundState(state: InstanceState, reason: string, timestamp: string): InstanceState {
  const failedTasks = new Set(failures(state.history, EventType.taskFailed));
  const children = failures(state.history, EventType.subOrchestrationFailed);
  const history = state.history.map((event) => {
    switch (event.EventType) {
      case EventType.taskScheduled:
        return failedTasks.has(event.EventId) ? blanked(event) : event;
      case EventType.taskFailed:
      case EventType.subOrchestrationFailed:
      case EventType.executionCompleted:
        return blanked(event);
      default:
        return event;
    }
  });
  const reopened = state.history
    .filter((event) => event.EventType === EventType.subOrchestrationCreated && children.includes(event.EventId))
    .map((event) => ({
      kind: 'child' as const,
      id: event.EventId,
      name: String(event.Name),
      instanceId: String(event.InstanceId),
      input: null,
    }));
  const woken: HistoryEvent = { Data: reason, ...historyEvent(EventType.generic, timestamp) };
  return {
    ...state,
    history,
    inbox: children.length > 0 ? [] : [woken],
    open: reopened,
    status: 'Running',
    output: null,
    lastUpdated: timestamp,
  };
}
