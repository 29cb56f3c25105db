import type { ExecutionStartedEvent, HistoryEvent } from '../history/historyEvents';
import { jsonValue } from '../history/values';

/** A timer longer than this is cut into several (README of the recorded traffic; durable-functions does the same). */
export const MAXIMUM_SHORT_TIMER_MS = 6 * 24 * 60 * 60 * 1000;
/** The length of each of those. */
export const LONG_TIMER_INTERVAL_MS = 3 * 24 * 60 * 60 * 1000;

/** The JSON text of the orchestration trigger: the whole history, in which the events from the last turn's on are new. */
export function orchestrationTriggerInput(
  started: ExecutionStartedEvent,
  history: HistoryEvent[],
  isFirstTurn: boolean,
): string {
  return JSON.stringify({
    history,
    input: jsonValue(started.Input),
    instanceId: started.OrchestrationInstance.InstanceId,
    isReplaying: !isFirstTurn,
    parentInstanceId: started.ParentInstance?.OrchestrationInstance.InstanceId ?? null,
    upperSchemaVersion: 1,
    upperSchemaVersionNew: 2,
    longRunningTimerIntervalDuration: '3.00:00:00',
    maximumShortTimerDuration: '6.00:00:00',
    defaultHttpAsyncRequestSleepTimeMillseconds: 30000,
  });
}
