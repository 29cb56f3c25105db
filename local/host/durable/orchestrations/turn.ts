import type { OrchestratorAnswer } from './actions';
import { ActionReplay } from './actionReplay';
import { Execution } from './execution';
import { childFailureDetails, orchestrationFailure } from '../history/failureDetails';
import { EventType, executionStarted, historyEvent, type HistoryEvent } from '../history/historyEvents';
import { newExecutionId } from '../history/ids';
import type { Hub } from '../hub';
import type { CommittedTurn, InstanceState } from '../instances/instanceState';
import type { OpenWork, OutboxMessage } from '../instances/openWork';
import type { Scheduled } from './scheduled';
import type { RuntimeStatus } from '../taskHub';
import { jsonText } from '../history/values';

/** What a turn needs of its hub. */
type TurnHub = Pick<Hub, 'invoker' | 'platform' | 'timestamps' | 'log'>;

/** A turn before its function is invoked: what it takes out of the inbox, and what the function will be shown. */
export interface BegunTurn {
  executionId: string;
  taken: HistoryEvent[];
  /** OrchestratorStarted, the events taken and, after a continue-as-new, the OrchestratorCompleted of its turn. */
  events: HistoryEvent[];
  history: HistoryEvent[];
  isFirst: boolean;
}

/** What a finished turn leaves: lines to commit or, for a continue-as-new, the input of the next execution. */
export interface FinishedTurn {
  commit: CommittedTurn;
  continuesWith?: { input: string | null };
}

/** Takes everything that has arrived for a turn that begins now. */
export function beginTurn(state: InstanceState, timestamps: () => string): BegunTurn {
  const taken = state.inbox.map((event) => ({ ...event }));
  const isFirst = state.history.length === 0;
  const events = [historyEvent(EventType.orchestratorStarted, timestamps()), ...taken];
  if (isFirst && state.continued) events.push(historyEvent(EventType.orchestratorCompleted, timestamps()));
  const executionId = state.started.OrchestrationInstance.ExecutionId;
  return { executionId, taken, events, history: [...state.history, ...events], isFirst };
}

type End = { status: RuntimeStatus; output: string | null; failure?: string };

function endOf(execution: Execution, replay: ActionReplay, answer: OrchestratorAnswer, name: string): End {
  if (execution.terminated) return { status: 'Terminated', output: JSON.stringify(execution.terminated.reason) };
  if (execution.contradiction) {
    return { status: 'Failed', output: JSON.stringify(execution.contradiction), failure: execution.contradiction };
  }
  if (execution.suspended) return { status: 'Suspended', output: JSON.stringify(execution.suspended.reason) };
  if (replay.finished && execution.outstanding.size === 0) {
    if (answer.error) {
      const output = JSON.stringify(orchestrationFailure(name, answer.error));
      return { status: 'Failed', output, failure: answer.error };
    }
    if (answer.isDone && replay.continuesWith) return { status: 'ContinuedAsNew', output: null };
    if (answer.isDone) return { status: 'Completed', output: jsonText(answer.output) };
  }
  return { status: 'Running', output: null };
}

function replayAnswer(
  { invoker }: TurnHub,
  state: InstanceState,
  begun: BegunTurn,
  answer: OrchestratorAnswer,
): { execution: Execution; replay: ActionReplay; end: End } {
  const execution = new Execution(state.instanceId, begun.executionId, begun.history);
  const replay = new ActionReplay(answer.actions, execution, (kind, name) => invoker.has(kind, name));
  const { Name: name } = state.started;
  try {
    execution.read(() => replay.proceed());
  } catch (error) {
    const message = (error as Error).message;
    return { execution, replay, end: { status: 'Failed', output: JSON.stringify(message), failure: message } };
  }
  return { execution, replay, end: endOf(execution, replay, answer, name) };
}

/** Works out what the function's answer means: what is started, what is sent, and how the instance stands. */
export function finishTurn(
  hub: TurnHub,
  state: InstanceState,
  begun: BegunTurn,
  answer: OrchestratorAnswer,
): FinishedTurn {
  const { timestamps, platform } = hub;
  const { execution, replay, end } = replayAnswer(hub, state, begun, answer);
  const created = end.status === 'Terminated' ? [] : execution.created();
  const events = begun.events.map((event) => ({
    ...event,
    IsPlayed: event.EventType !== EventType.orchestratorStarted,
  }));
  const creations = created.map((scheduled) => scheduled.eventAt(timestamps(), platform));
  events.push(...creations);
  const isEnd = end.status === 'Completed' || end.status === 'Failed' || end.status === 'Terminated';
  if (isEnd) events.push(executionCompleted(end, execution.counter, timestamps()));
  if (events.at(-1)?.EventType !== EventType.orchestratorCompleted) {
    events.push(historyEvent(EventType.orchestratorCompleted, timestamps()));
  }
  const outbox = created.flatMap((scheduled) => messageOf(hub, scheduled, state, begun.executionId));
  if (isEnd) outbox.push(...messageToParent(state, end, timestamps));
  const commit: CommittedTurn = {
    taken: begun.taken.length,
    events,
    opened: isEnd ? [] : created.flatMap((item, index) => openedWork(item, creations[index]!.Timestamp)),
    cancelled: cancelledTimers(execution),
    outbox,
    status: end.status,
    customStatus: jsonText(answer.customStatus),
    output: end.output,
    lastUpdated: timestamps(),
  };
  return end.status === 'ContinuedAsNew' ? { commit, continuesWith: replay.continuesWith! } : { commit };
}

function executionCompleted(end: End, eventId: number, timestamp: string): HistoryEvent {
  const members = { OrchestrationStatus: end.status, Result: end.output, FailureDetails: null };
  return historyEvent(EventType.executionCompleted, timestamp, members, eventId);
}

function openedWork(scheduled: Scheduled, createdAt: string): OpenWork[] {
  const { work, cancelled } = scheduled;
  if (!work || cancelled) return [];
  return [work.kind === 'timer' ? { ...work, createdAt } : work];
}

function cancelledTimers(execution: Execution): number[] {
  return [...execution.scheduled].filter(([, scheduled]) => scheduled.cancelled).map(([id]) => id);
}

function messageOf(
  { platform, timestamps, log }: TurnHub,
  scheduled: Scheduled,
  state: InstanceState,
  executionId: string,
): OutboxMessage[] {
  if (scheduled.request) return [{ kind: 'entityRequest', ...scheduled.request }];
  const { work } = scheduled;
  if (work?.kind !== 'child') return [];
  if (isAncestor(state, work.instanceId)) {
    log(
      `The orchestration '${state.instanceId}' waits for ever: it started a child with the id '${work.instanceId}', ` +
        'which is its own or that of its parent. Give the child another instance id.',
    );
    return [];
  }
  const started = executionStarted({
    instanceId: work.instanceId,
    executionId: newExecutionId(platform),
    name: work.name,
    input: work.input,
    parent: {
      Name: state.started.Name,
      OrchestrationInstance: { InstanceId: state.instanceId, ExecutionId: executionId },
      TaskScheduleId: work.id,
      Version: '',
    },
    generation: null,
    timestamp: timestamps(),
  });
  return [{ kind: 'startChild', instanceId: work.instanceId, started }];
}

/** As the extension, this looks at the instance and its parent only, and ignores letter case. */
function isAncestor(state: InstanceState, instanceId: string): boolean {
  const parentId = state.started.ParentInstance?.OrchestrationInstance.InstanceId;
  return [state.instanceId, parentId].some((id) => id?.toLowerCase() === instanceId.toLowerCase());
}

function messageToParent(state: InstanceState, end: End, timestamps: () => string): OutboxMessage[] {
  const parent = state.started.ParentInstance;
  if (!parent) return [];
  const completed = end.status === 'Completed';
  const event = completed
    ? historyEvent(EventType.subOrchestrationCompleted, timestamps(), {
        TaskScheduledId: parent.TaskScheduleId,
        Result: end.output,
      })
    : historyEvent(EventType.subOrchestrationFailed, timestamps(), {
        TaskScheduledId: parent.TaskScheduleId,
        Reason: JSON.parse(end.output ?? '""') as unknown,
        Details: end.failure === undefined ? null : childFailureDetails(end.failure),
        FailureDetails: null,
      });
  const { InstanceId: instanceId, ExecutionId: executionId } = parent.OrchestrationInstance;
  return [{ kind: 'endChild', instanceId, executionId, event }];
}
