import { EntityRunner } from './entities/entityRunner';
import type { Hub } from './hub';
import { isFinal, type InstanceState } from './instances/instanceState';
import { Mailbox } from './tasks/mailbox';
import { OrchestrationRunner } from './orchestrations/orchestrationRunner';
import { WorkRunner } from './tasks/workRunner';
import { createLimiter } from './tasks/workTracker';

/** How much may run at once. */
export interface Limits {
  activities: number;
  orchestrators: number;
}

/** Gives every instance its turns, one at a time, and sees to what each turn starts and sends. */
export class Dispatcher {
  readonly mailbox: Mailbox;
  private readonly works: WorkRunner;
  private readonly orchestrations: OrchestrationRunner;
  private readonly entities: EntityRunner;
  private readonly limit: ReturnType<typeof createLimiter>;
  /** Instances that have a turn queued or running; true when another one is due after it. */
  private readonly active = new Map<string, boolean>();

  constructor(
    private readonly hub: Hub,
    limits: Limits,
    private readonly onFinal: (instanceId: string) => void,
  ) {
    const schedule = (instanceId: string): void => this.schedule(instanceId);
    this.mailbox = new Mailbox(hub, schedule);
    this.works = new WorkRunner(hub, this.mailbox, limits.activities);
    this.orchestrations = new OrchestrationRunner(hub, this.works);
    this.entities = new EntityRunner(hub, schedule);
    this.limit = createLimiter(limits.orchestrators);
  }

  /** Takes up what an instance found on disk had under way. */
  resume(state: InstanceState): void {
    for (const work of state.open) this.works.start(state, work);
    const waiting = state.inbox.length + state.outbox.length + (state.entity?.queue.length ?? 0);
    if (waiting > 0) this.schedule(state.instanceId);
  }

  /** Sees that the instance gets a turn. */
  schedule(instanceId: string): void {
    if (this.hub.closed) return;
    if (this.active.has(instanceId)) {
      this.active.set(instanceId, true);
      return;
    }
    this.active.set(instanceId, false);
    this.hub.work.start(() => this.runTurns(instanceId));
  }

  stop(): void {
    this.works.stop();
  }

  private async runTurns(instanceId: string): Promise<void> {
    try {
      do {
        this.active.set(instanceId, false);
        await this.send(instanceId);
        const isEntity = instanceId.startsWith('@');
        const runner = isEntity ? this.entities : this.orchestrations;
        const state = await (isEntity ? runner.run(instanceId) : this.limit(() => runner.run(instanceId)));
        if (state) await this.afterTurn(state);
      } while (this.active.get(instanceId) && !this.hub.closed);
    } finally {
      this.active.delete(instanceId);
    }
  }

  private async afterTurn(state: InstanceState): Promise<void> {
    if (state.inbox.length > 0) this.active.set(state.instanceId, true);
    await this.send(state.instanceId);
    this.hub.hooks.committed?.(state.instanceId);
    if (isFinal(state.status)) this.onFinal(state.instanceId);
  }

  private async send(instanceId: string): Promise<void> {
    const { store } = this.hub;
    const state = await store.exclusive(instanceId, () => store.get(instanceId));
    const messages = [...(state?.outbox ?? [])];
    if (messages.length === 0) return;
    for (const message of messages) await this.mailbox.deliver(message);
    await store.exclusive(instanceId, async () => {
      const now = await store.get(instanceId);
      if (now) await store.append(now, [{ kind: 'delivered', count: messages.length }]);
    });
  }
}
