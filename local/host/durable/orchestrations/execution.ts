import { EventType, endedWork, type HistoryEvent } from '../history/historyEvents';
import type { EntityRequest } from '../instances/openWork';
import {
  RequestLabels,
  scheduledActivity,
  scheduledChild,
  scheduledRequest,
  scheduledTimer,
  type Scheduled,
} from './scheduled';
import type { RpcValue } from '../taskHub';

type Ended = (failed: boolean) => void;

/**
 * One execution while its history is read again, event by event: hands out the numbers of what is started, and tells
 * those who wait what has ended. What the history does not hold yet is new.
 */
export class Execution {
  /** The time of the latest OrchestratorStarted that has been reached. */
  now = '';
  /** What stands in `TaskScheduled` and the like, by number. */
  readonly scheduled = new Map<number, Scheduled>();
  /** Numbers of started work that has not ended and keeps the instance from completing. */
  readonly outstanding = new Set<number>();
  /** Why the history cannot come from this orchestrator, when it cannot. */
  contradiction: string | undefined;
  suspended: { reason: string } | undefined;
  terminated: { reason: string } | undefined;
  /** The next number. */
  counter = 0;
  private readonly recorded: Set<number>;
  private readonly waiting = new Map<number, Ended>();
  private readonly listeners = new Map<string, (() => void)[]>();
  private readonly early = new Map<string, number>();
  private readonly labels: RequestLabels;
  private held: HistoryEvent[] = [];

  constructor(
    private readonly instanceId: string,
    private readonly executionId: string,
    private readonly history: HistoryEvent[],
  ) {
    this.recorded = new Set(history.filter((event) => event.EventId >= 0 && isCreation(event)).map((e) => e.EventId));
    this.labels = new RequestLabels(instanceId, executionId);
  }

  /** Whether what is started next is already in the history. */
  isInHistory(): boolean {
    return this.recorded.has(this.counter);
  }

  /** What has been started but is not in the history yet, in the order of its numbers. */
  created(): Scheduled[] {
    return [...this.scheduled].filter(([id]) => !this.recorded.has(id)).map(([, scheduled]) => scheduled);
  }

  /** Reads the history through; `begin` runs the code when the execution starts. */
  read(begin: () => void): void {
    for (const event of this.history) this.take(event, begin);
  }

  startActivity(name: string, input: RpcValue, ended: Ended): void {
    const id = this.begin(ended);
    this.scheduled.set(id, scheduledActivity({ kind: 'activity', id, name, input }));
  }

  startChild(name: string, instanceId: string | undefined, input: string | null, ended: Ended): void {
    const id = this.begin(ended);
    const childId = instanceId || `${this.executionId}:${id}`;
    this.scheduled.set(id, scheduledChild({ kind: 'child', id, name, instanceId: childId, input }));
  }

  startTimer(fireAt: string, cancelled: boolean, ended: Ended): void {
    const id = cancelled ? this.counter++ : this.begin(ended);
    this.scheduled.set(id, scheduledTimer({ kind: 'timer', id, fireAt, createdAt: '' }, cancelled));
    if (cancelled) ended(false);
  }

  /** Sends an operation; answers the request's id, which is the name of the event that will bring the response. */
  sendToEntity(
    entityId: string,
    message: { operation: string; input: string | null; signal: boolean; notBefore?: string },
  ): string {
    const id = this.counter++;
    const labels = this.labels.next(entityId, this.now);
    const request: EntityRequest = {
      op: message.operation,
      ...(message.signal ? { signal: true } : {}),
      ...(message.input === null ? {} : { input: message.input }),
      id: labels.id,
      parent: this.instanceId,
      parentExecution: this.executionId,
      Timestamp: labels.Timestamp,
      Predecessor: labels.Predecessor,
    };
    this.scheduled.set(id, scheduledRequest(id, entityId, request, message.notBefore));
    return request.id;
  }

  /**
   * Waits for an external event; those that came early wait in turn. Names ignore letter case, as in the extension, and who
   * began to wait last gets the next one: the extension keeps a stack, so that waits can be abandoned
   * (`DurableOrchestrationContext.WaitForExternalEvent`).
   */
  waitForEvent(name: string, ended: () => void): void {
    const key = name.toLowerCase();
    const early = this.early.get(key) ?? 0;
    if (early > 0) {
      this.early.set(key, early - 1);
      return ended();
    }
    this.listeners.set(key, [...(this.listeners.get(key) ?? []), ended]);
  }

  private begin(ended: Ended): number {
    const id = this.counter++;
    this.outstanding.add(id);
    this.waiting.set(id, ended);
    return id;
  }

  private take(event: HistoryEvent, begin: () => void): void {
    switch (event.EventType) {
      case EventType.orchestratorStarted:
        this.now = event.Timestamp;
        return;
      case EventType.executionStarted:
        return begin();
      case EventType.executionSuspended:
        this.suspended = { reason: String(event.Reason) };
        return;
      case EventType.executionResumed: {
        this.suspended = undefined;
        const held = this.held;
        this.held = [];
        for (const heldEvent of held) this.take(heldEvent, begin);
        return;
      }
      case EventType.executionTerminated:
        this.terminated = { reason: String(event.Input) };
        return;
      default:
        if (isCreation(event)) return this.confirm(event);
        if (this.suspended) this.held.push(event);
        else this.end(event);
    }
  }

  private end(event: HistoryEvent): void {
    if (event.EventType === EventType.eventRaised) return this.raise(String(event.Name));
    const id = endedWork(event);
    if (id === undefined) return;
    const failed = event.EventType === EventType.taskFailed || event.EventType === EventType.subOrchestrationFailed;
    const ended = this.waiting.get(id);
    this.waiting.delete(id);
    this.outstanding.delete(id);
    ended?.(failed);
  }

  private raise(name: string): void {
    const key = name.toLowerCase();
    const listener = this.listeners.get(key)?.pop();
    if (listener) listener();
    else this.early.set(key, (this.early.get(key) ?? 0) + 1);
  }

  private confirm(event: HistoryEvent): void {
    if (this.scheduled.has(event.EventId) || this.contradiction) return;
    const kind = CREATIONS.get(event.EventType);
    this.contradiction =
      `Non-Deterministic workflow detected: A previous execution of this orchestration scheduled a ${kind} task with ` +
      `sequence number ${event.EventId} but the current replay execution hasn't (yet?) scheduled this task. ` +
      'Was a change made to the orchestrator code after this instance had already started running?';
  }
}

const CREATIONS = new Map<number, string>([
  [EventType.taskScheduled, 'activity'],
  [EventType.subOrchestrationCreated, 'sub-orchestration'],
  [EventType.timerCreated, 'timer'],
  [EventType.eventSent, 'send event'],
]);

function isCreation(event: HistoryEvent): boolean {
  return CREATIONS.has(event.EventType);
}
