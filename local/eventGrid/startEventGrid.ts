import path from 'node:path';
import { AdminInputError } from '../admin/adminInputError';
import { readJsonFile, writeJsonFile } from '../files/jsonFile';
import type { TimedPlatform } from '../host/timedPlatform';
import { type DeadLetters, openDeadLetters } from './deadLetters';
import type { Delivery } from './delivery';
import { openDeliveryJournal } from './deliveryJournal';
import { DeliveryQueue } from './deliveryQueue';
import { createEvent, type EventContent } from './event';
import { EventLog } from './eventLog';
import { DEFAULT_EVENT_SETTINGS, type EventSettings, mergeEventSettings } from './eventSettings';
import { shakeHands } from './handshake';
import {
  type EventSubscription,
  isSubscribed,
  parseSubscription,
  type ProvisioningState,
  showSubscription,
  type SubscriptionInput,
} from './subscription';

type KnownSubscription = EventSubscription & { provisioningState: ProvisioningState };

/** Event Grid for everything on the stack: takes events and delivers them to subscriptions, at least once. */
export interface EventGrid {
  readonly settings: EventSettings;
  /** @throws AdminInputError when a key or value cannot be used; nothing is changed then. */
  changeSettings(patch: unknown): void;
  /** Takes an event. When it resolves, the event is on disk for every subscription to it. */
  publish(content: EventContent): Promise<void>;
  /** Without the keys of their endpoints. */
  subscriptions(): KnownSubscription[];
  /** Makes or replaces a subscription. @throws AdminInputError when it is malformed, or its endpoint refuses the handshake. */
  subscribe(name: string, body: unknown): Promise<void>;
  /** Ends a subscription with all that is on its way to it; false when there was none. */
  unsubscribe(name: string): Promise<boolean>;
  readonly log: EventLog;
  readonly deadLetters: DeadLetters;
  /** Stops delivering; what has not arrived goes on at the next start. */
  close(): Promise<void>;
}

/**
 * Starts Event Grid on the state in a folder.
 *
 * @param options.defaults subscriptions that there are from the start, by name. Their endpoints may come later: events wait
 * until the handshake succeeds.
 */
export async function startEventGrid(
  platform: TimedPlatform,
  options: { folder: string; defaults?: Readonly<Record<string, SubscriptionInput>> },
): Promise<EventGrid> {
  const { folder, defaults = {} } = options;
  const settingsFile = path.join(folder, 'settings.json');
  const subscriptionsFile = path.join(folder, 'subscriptions.json');
  const journal = await openDeliveryJournal(folder);
  const deadLetters = await openDeadLetters(folder);
  const log = new EventLog();
  let settings = mergeEventSettings(DEFAULT_EVENT_SETTINGS, readJsonFile(settingsFile) ?? {});
  const queues = new Map<string, DeliveryQueue>();
  const shakingHands = new AbortController();

  const save = (): void => {
    const known = [...queues.values()].map(({ subscription, state }) => ({ subscription, state }));
    writeJsonFile(subscriptionsFile, known, { mode: 0o600 });
  };
  const open = (subscription: EventSubscription, state: ProvisioningState): void => {
    const queue = new DeliveryQueue(subscription, state, {
      platform,
      settings: () => settings,
      onRetry: (delivery) => journal.note(delivery),
      onDelivered(deliveries) {
        for (const delivery of deliveries) delivery.state = 'delivered';
        journal.end(deliveries);
      },
      onGivenUp(delivery, reason) {
        delivery.state = 'deadLettered';
        deadLetters.add(delivery, reason);
        journal.end([delivery]);
      },
      onValidated: save,
    });
    queues.set(subscription.name, queue);
  };
  /** Answers what had not arrived; undefined when there was no such subscription. */
  const end = async (name: string): Promise<Delivery[] | undefined> => {
    const queue = queues.get(name);
    queues.delete(name);
    return queue?.close();
  };
  const replace = async (subscription: EventSubscription, state: ProvisioningState): Promise<void> => {
    const waiting = (await end(subscription.name)) ?? [];
    open(subscription, state);
    for (const delivery of waiting) queues.get(subscription.name)?.add(delivery);
  };
  const deliveriesOf = (content: EventContent): Delivery[] => {
    const event = createEvent(platform, content);
    const now = platform.now();
    const deliveries = [...queues.values()].flatMap(({ subscription }): Delivery[] => {
      if (!isSubscribed(subscription, event)) return [];
      const common = { subscription: subscription.name, event, attempts: 0, publishedAt: now };
      if (platform.random() < settings.drop) {
        return [{ ...common, id: platform.newId(), state: 'dropped', dueAt: now }];
      }
      return Array.from({ length: copies(settings.duplicate, platform) }, () => {
        const dueAt = now + settings.delayMs + platform.random() * settings.shuffleMs;
        return { ...common, id: platform.newId(), state: 'waiting', dueAt };
      });
    });
    log.add({ event, deliveries });
    return deliveries.filter(({ state }) => state === 'waiting');
  };

  const known = (readJsonFile(subscriptionsFile) ?? []) as {
    subscription: EventSubscription;
    state: ProvisioningState;
  }[];
  for (const { subscription, state } of known) open(subscription, state);
  for (const [name, input] of Object.entries(defaults)) {
    const subscription = parseSubscription(name, input);
    if (queues.get(name)?.subscription.endpointUrl === subscription.endpointUrl) continue;
    await replace(subscription, 'Creating');
  }
  save();
  for (const delivery of journal.found) {
    const queue = queues.get(delivery.subscription);
    if (!queue) journal.end([delivery]);
    else {
      log.add({ event: delivery.event, deliveries: [delivery] });
      queue.add(delivery);
    }
  }
  return {
    get settings() {
      return settings;
    },
    log,
    deadLetters,
    changeSettings(patch) {
      const next = mergeEventSettings(settings, patch);
      writeJsonFile(settingsFile, next);
      settings = next;
    },
    async publish(content) {
      const deliveries = deliveriesOf(content);
      await journal.add(deliveries);
      for (const delivery of deliveries) queues.get(delivery.subscription)?.add(delivery);
    },
    subscriptions: () =>
      [...queues.values()].map(({ subscription, state }) => ({
        ...showSubscription(subscription),
        provisioningState: state,
      })),
    async subscribe(name, body) {
      const subscription = parseSubscription(name, body);
      const { signal } = shakingHands;
      const refused = await shakeHands(platform, subscription, { seconds: settings.responseSeconds, signal });
      if (refused !== undefined) {
        const expected = 'an endpoint that answers the validation handshake';
        throw new AdminInputError([{ path: 'endpointUrl', problem: `was not validated: ${refused}`, expected }]);
      }
      await replace(subscription, 'Succeeded');
      save();
    },
    async unsubscribe(name) {
      const waiting = await end(name);
      journal.end(waiting ?? []);
      save();
      return waiting !== undefined;
    },
    async close() {
      shakingHands.abort();
      await Promise.all([...queues.values()].map((queue) => queue.close()));
      await Promise.all([journal.close(), deadLetters.close()]);
    },
  };
}

/** One, and the further ones. */
function copies(duplicate: number, platform: TimedPlatform): number {
  const whole = Math.floor(duplicate);
  return 1 + whole + (platform.random() < duplicate - whole ? 1 : 0);
}
