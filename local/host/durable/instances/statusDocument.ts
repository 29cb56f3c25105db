import { EventType, type HistoryEvent } from '../history/historyEvents';
import type { InstanceState } from './instanceState';
import type { InstanceStatus, StatusOptions } from '../taskHub';
import { toSecond, withOffset } from '../history/timestamps';
import { jsonValue } from '../history/values';

const NAMES = new Map<number, string>(
  Object.entries({
    [EventType.executionStarted]: 'ExecutionStarted',
    [EventType.executionCompleted]: 'ExecutionCompleted',
    [EventType.executionTerminated]: 'ExecutionTerminated',
    [EventType.taskScheduled]: 'TaskScheduled',
    [EventType.taskCompleted]: 'TaskCompleted',
    [EventType.taskFailed]: 'TaskFailed',
    [EventType.subOrchestrationCreated]: 'SubOrchestrationInstanceCreated',
    [EventType.subOrchestrationCompleted]: 'SubOrchestrationInstanceCompleted',
    [EventType.subOrchestrationFailed]: 'SubOrchestrationInstanceFailed',
    [EventType.timerCreated]: 'TimerCreated',
    [EventType.timerFired]: 'TimerFired',
    [EventType.eventSent]: 'EventSent',
    [EventType.eventRaised]: 'EventRaised',
    [EventType.generic]: 'GenericEvent',
    [EventType.executionSuspended]: 'ExecutionSuspended',
    [EventType.executionResumed]: 'ExecutionResumed',
  }).map(([number, name]) => [Number(number), name]),
);

/** Members of the stored events that a status document does not show. */
const HIDDEN = new Set([
  'EventId',
  'IsPlayed',
  'Version',
  'TaskScheduledId',
  'TimerId',
  'OrchestrationInstance',
  'ParentInstance',
  'Tags',
  'Name',
]);

const NAMED: readonly number[] = [
  EventType.taskScheduled,
  EventType.subOrchestrationCreated,
  EventType.eventRaised,
  EventType.eventSent,
];

function shown(event: HistoryEvent, creation: HistoryEvent | undefined, showOutput: boolean): Record<string, unknown> {
  const document: Record<string, unknown> = {};
  for (const [member, value] of Object.entries(event)) {
    if (HIDDEN.has(member) && !(member === 'Name' && NAMED.includes(event.EventType))) continue;
    if (member === 'EventType') document.EventType = NAMES.get(event.EventType) ?? String(value);
    else if (member === 'Result') {
      if (showOutput) document.Result = jsonValue(value as string | null);
    } else document[member] = value;
  }
  if (event.EventType === EventType.executionStarted) document.FunctionName = event.Name;
  if (creation) {
    document.ScheduledTime = withOffset(creation.Timestamp);
    document.FunctionName = creation.Name;
    document.Input = null;
  }
  return document;
}

/** The history as the durable management API shows it: without the turns, and each task's end in place of its beginning. */
function statusHistory(history: HistoryEvent[], showOutput: boolean): unknown[] {
  const creations = new Map<number, HistoryEvent>();
  const ended = new Set<HistoryEvent>();
  const documents: { event: HistoryEvent; creation?: HistoryEvent }[] = [];
  for (const event of history) {
    if (event.EventType === EventType.taskScheduled || event.EventType === EventType.subOrchestrationCreated) {
      creations.set(event.EventId, event);
    }
    if (event.EventType === EventType.orchestratorStarted || event.EventType === EventType.orchestratorCompleted)
      continue;
    const creation = typeof event.TaskScheduledId === 'number' ? creations.get(event.TaskScheduledId) : undefined;
    if (creation) ended.add(creation);
    documents.push({ event, ...(creation ? { creation } : {}) });
  }
  return documents
    .filter(({ event }) => !ended.has(event))
    .map(({ event, creation }) => shown(event, creation, showOutput));
}

/** The status document of an instance. */
export function statusDocument(state: InstanceState, options: StatusOptions = {}): InstanceStatus {
  const { started, entity } = state;
  const history = state.history.length > 0 || state.status === 'Pending' ? state.history : [started];
  const input = entity ? entityInput(state) : jsonValue(started.Input);
  return {
    name: started.Name,
    instanceId: state.instanceId,
    runtimeStatus: state.status,
    input: options.showInput === false ? null : input,
    customStatus: jsonValue(state.customStatus),
    output: jsonValue(state.output),
    createdTime: toSecond(started.Timestamp),
    lastUpdatedTime: toSecond(state.lastUpdated),
    ...(options.showHistory
      ? {
          historyEvents: statusHistory(
            entity ? [{ ...started, Input: JSON.stringify(input) }] : history,
            options.showHistoryOutput === true,
          ),
        }
      : {}),
  };
}

function entityInput(state: InstanceState): unknown {
  const { entity } = state;
  return {
    exists: entity!.state !== null,
    state: entity!.state,
    sorter: { ReceivedFromInstance: entity!.received, ReceiveHorizon: entity!.receiveHorizon },
  };
}
