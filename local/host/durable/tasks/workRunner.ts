import { activityFailure } from '../history/failureDetails';
import { EventType, historyEvent, type HistoryEvent } from '../history/historyEvents';
import type { Hub } from '../hub';
import type { InstanceState } from '../instances/instanceState';
import type { Mailbox } from './mailbox';
import type { OpenWork } from '../instances/openWork';
import { fromTicks, toMilliseconds, toTicks } from '../history/timestamps';
import { resultText } from '../history/values';
import { createLimiter } from './workTracker';

/** Runs activities and arms timers; what they end in goes to the instance's inbox. */
export class WorkRunner {
  private readonly limit: ReturnType<typeof createLimiter>;
  private readonly timers = new Map<string, () => void>();

  constructor(
    private readonly hub: Hub,
    private readonly mailbox: Mailbox,
    maxConcurrentActivities: number,
  ) {
    this.limit = createLimiter(maxConcurrentActivities);
  }

  /** Takes up work of an execution. A child runs by itself. */
  start(state: InstanceState, work: OpenWork): void {
    const executionId = state.started.OrchestrationInstance.ExecutionId;
    if (work.kind === 'activity') {
      this.hub.work.start(() => this.limit(() => this.runActivity(state.instanceId, executionId, work)));
    } else if (work.kind === 'timer') this.armTimer(state.instanceId, executionId, work);
  }

  /** Disarms these timers of an execution. */
  cancelTimers(executionId: string, ids: number[]): void {
    for (const id of ids) this.disarm(timerKey(executionId, id));
  }

  /** Disarms every timer. */
  stop(): void {
    for (const key of [...this.timers.keys()]) this.disarm(key);
  }

  private async runActivity(
    instanceId: string,
    executionId: string,
    work: OpenWork & { kind: 'activity' },
  ): Promise<void> {
    const { hub } = this;
    if (hub.closed) return;
    if (!hub.invoker.has('activity', work.name)) {
      hub.log(
        `The activity '${work.name}' of the orchestration '${instanceId}' is not registered, so the orchestration ` +
          'waits for ever. Register the activity and restart the host.',
      );
      return;
    }
    let members: Record<string, unknown>;
    let eventType: number;
    try {
      const result = await hub.invoker.runActivity(work.name, instanceId, work.input);
      eventType = EventType.taskCompleted;
      members = { TaskScheduledId: work.id, Result: resultText(result) };
    } catch (thrown) {
      eventType = EventType.taskFailed;
      members = { TaskScheduledId: work.id, ...activityFailure(work.name, thrown), FailureDetails: null };
    }
    await this.post(instanceId, executionId, historyEvent(eventType, hub.timestamps(), members));
  }

  /** The delay is cut to whole seconds, as the extension's queue does: a timer may fire up to a second early. */
  private armTimer(instanceId: string, executionId: string, work: OpenWork & { kind: 'timer' }): void {
    const createdAt = toMilliseconds(work.createdAt);
    const seconds = Math.max(0, Math.floor((toMilliseconds(work.fireAt) - createdAt) / 1000));
    const key = timerKey(executionId, work.id);
    const fire = (): void => {
      this.timers.delete(key);
      const firedAt = fromTicks(toTicks(work.createdAt) + 1n);
      const event = historyEvent(EventType.timerFired, firedAt, { TimerId: work.id, FireAt: work.fireAt });
      this.hub.work.start(() => this.post(instanceId, executionId, event));
    };
    this.timers.set(key, this.hub.platform.callAt(createdAt + seconds * 1000, fire));
  }

  private async post(instanceId: string, executionId: string, event: HistoryEvent): Promise<void> {
    if (!this.hub.closed) await this.mailbox.post(instanceId, event, executionId);
  }

  private disarm(key: string): void {
    this.timers.get(key)?.();
    this.timers.delete(key);
  }
}

function timerKey(executionId: string, id: number): string {
  return `${executionId}/${id}`;
}
