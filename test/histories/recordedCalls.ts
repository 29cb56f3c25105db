import type { RecordedTurn } from './recordTurns';

/** What a recorded orchestration told an activity, or was told by it; what an orchestration was told by whoever started it. */
export interface RecordedCall {
  /** Of the activity, or of the orchestration. */
  name: string;
  what: 'input' | 'result' | 'begin';
  /** JSON. */
  value: string;
}

interface HistoryEvent {
  EventType: number;
  EventId: number;
  Name?: string;
  TaskScheduledId?: number;
  Result?: string;
}

const TASK_SCHEDULED = 4;
const TASK_COMPLETED = 5;
const CALL_ACTIVITY = 0;
const CALL_SUB_ORCHESTRATOR = 2;

/** All calls of activities and beginnings of orchestrations in some turns, each different one once. */
export function recordedCalls(turns: readonly RecordedTurn[]): RecordedCall[] {
  const calls = turns.flatMap(({ orchestration, answer, trigger }): RecordedCall[] => [
    { name: orchestration, what: 'begin', value: JSON.stringify((trigger as { input: unknown }).input) },
    ...inputsIn(answer),
    ...resultsIn(trigger),
  ]);
  return [...new Map(calls.map((call) => [JSON.stringify(call), call])).values()];
}

/** A history does not hold them; what the orchestration answered does, at any depth. */
function inputsIn(answer: unknown): RecordedCall[] {
  if (typeof answer !== 'object' || answer === null) return [];
  const { functionName, actionType, input } = answer as Record<string, unknown>;
  if (typeof functionName === 'string' && actionType === CALL_ACTIVITY)
    return [{ name: functionName, what: 'input', value: JSON.stringify(input) }];
  if (typeof functionName === 'string' && actionType === CALL_SUB_ORCHESTRATOR)
    return [{ name: functionName, what: 'begin', value: JSON.stringify(input) }];
  return Object.values(answer).flatMap(inputsIn);
}

function resultsIn(trigger: unknown): RecordedCall[] {
  const { history } = trigger as { history: HistoryEvent[] };
  const names = new Map(
    history.filter(({ EventType }) => EventType === TASK_SCHEDULED).map(({ EventId, Name }) => [EventId, Name]),
  );
  return history.flatMap(({ EventType, TaskScheduledId, Result }) => {
    const activity = EventType === TASK_COMPLETED ? names.get(TaskScheduledId ?? -1) : undefined;
    return activity === undefined || Result === undefined
      ? []
      : [{ name: activity, what: 'result' as const, value: Result }];
  });
}
