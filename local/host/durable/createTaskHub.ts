import type { TimedPlatform } from '../timedPlatform';
import { createDiskJournals } from './journals/diskJournals';
import { Dispatcher } from './dispatcher';
import type { Hub, HubHooks } from './hub';
import { InstanceStore } from './instances/instanceStore';
import type { InstanceState } from './instances/instanceState';
import { createMemoryJournals, type Journals } from './journals/journals';
import { createHubOperations } from './hubOperations';
import type { DurableInvoker, TaskHub } from './taskHub';
import { createTimestamps } from './history/timestamps';
import { WorkTracker } from './tasks/workTracker';

/** What a task hub is made of. */
export interface TaskHubOptions {
  /** Where the journals lie; no other process may use the folder. */
  folder: string;
  invoker: DurableInvoker;
  log?: (message: string) => void;
  /** `memory` keeps nothing on disk: for tests of orchestrations. */
  storage?: 'disk' | 'memory' | Journals;
  maxConcurrentActivities?: number;
  maxConcurrentOrchestrators?: number;
  hooks?: HubHooks;
}

/** A task hub, and a way to wait for it. */
export interface LocalTaskHub extends TaskHub {
  /** Resolves when nothing runs and nothing is queued; armed timers do not count. */
  idle(): Promise<void>;
}

function journalsFor(options: TaskHubOptions): Journals {
  if (typeof options.storage === 'object') return options.storage;
  return options.storage === 'memory' ? createMemoryJournals() : createDiskJournals(options.folder);
}

/**
 * Makes the durable engine of the built-in Functions host. It runs orchestrations, activities and entities through
 * the invoker as the durable extension does (test/fixtures/functions-host/README.md), and keeps their histories on
 * disk before it acts on them, so that a new process on the same folder goes on where the last one was killed.
 */
export function createTaskHub(platform: TimedPlatform, options: TaskHubOptions): LocalTaskHub {
  const log = options.log ?? (() => undefined);
  const hub: Hub = {
    store: new InstanceStore(journalsFor(options)),
    invoker: options.invoker,
    platform,
    timestamps: createTimestamps(platform),
    work: new WorkTracker(
      () => {
        if (!hub.closed) platform.onIdle?.();
      },
      (error) => {
        if (!hub.closed) log(`The task hub could not go on with an instance: ${String(error)}. Restart the host.`);
      },
    ),
    hooks: options.hooks ?? {},
    log,
    closed: true,
  };
  const finals = new Map<string, (() => void)[]>();
  const onFinal = (instanceId: string): void => {
    const waiters = finals.get(instanceId) ?? [];
    finals.delete(instanceId);
    for (const waiter of waiters) waiter();
  };
  const dispatcher = new Dispatcher(
    hub,
    {
      activities: options.maxConcurrentActivities ?? 10,
      orchestrators: options.maxConcurrentOrchestrators ?? 5,
    },
    onFinal,
  );
  const whenFinal = (instanceId: string): Promise<void> =>
    new Promise((resolve) => finals.set(instanceId, [...(finals.get(instanceId) ?? []), resolve]));
  return {
    ...createHubOperations(hub, dispatcher, whenFinal, onFinal),
    async open() {
      const unfinished: InstanceState[] = [];
      await hub.store.open((state) => {
        const { inbox, open, outbox, entity } = state;
        if (inbox.length + open.length + outbox.length + (entity?.queue.length ?? 0) > 0) unfinished.push(state);
      });
      hub.closed = false;
      hub.work.start(() => {
        for (const state of unfinished) dispatcher.resume(state);
        return Promise.resolve();
      });
    },
    async close() {
      hub.closed = true;
      dispatcher.stop();
      await hub.store.close();
    },
    idle: () => hub.work.idle(),
  };
}
