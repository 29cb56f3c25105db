import type { TimedPlatform } from '../timedPlatform';
import type { HistoryEvent } from './history/historyEvents';
import type { InstanceStore } from './instances/instanceStore';
import type { DurableInvoker } from './taskHub';
import type { WorkTracker } from './tasks/workTracker';

/** Ways for tests to set the pace of a hub. */
export interface HubHooks {
  /** Awaited before a turn of this instance takes what has arrived. */
  beforeTurn?(instanceId: string): Promise<void>;
  /** Told when a turn of this instance has been written down and its messages have arrived. */
  committed?(instanceId: string): void;
  /** Told when an event is safely in an instance's inbox. */
  arrived?(instanceId: string, event: HistoryEvent): void;
}

/** What the parts of the engine share. */
export interface Hub {
  store: InstanceStore;
  invoker: DurableInvoker;
  platform: TimedPlatform;
  timestamps: () => string;
  work: WorkTracker;
  hooks: HubHooks;
  log: (message: string) => void;
  /** True from the moment the hub is told to close: what ends later is not written down. */
  closed: boolean;
}
