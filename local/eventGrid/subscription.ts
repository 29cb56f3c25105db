import { z } from 'zod';
import { expecting } from '../../src/domain/validation/expectation';
import { choice, nonEmptyText, number, strictObject, text, wholeNumber } from '../../src/domain/validation/fields';
import { parseBody } from '../admin/adminInputError';
import type { EventGridEvent } from './event';

/** An event subscription. Source of names, limits and defaults: learn.microsoft.com/azure/event-grid/subscription-creation-schema. */
export interface EventSubscription {
  name: string;
  /** Resource id of a storage account or registry. */
  topic: string;
  /** Where events are sent; its query holds a key. */
  endpointUrl: string;
  eventDeliverySchema: 'EventGridSchema' | 'CloudEventSchemaV1_0';
  /** Absent: all. */
  includedEventTypes?: string[];
  subjectBeginsWith: string;
  subjectEndsWith: string;
  maxEventsPerBatch: number;
  maxDeliveryAttempts: number;
  eventTimeToLiveInMinutes: number;
}

/** `Creating` until its endpoint has taken part in the validation handshake; nothing is sent before. */
export type ProvisioningState = 'Creating' | 'Succeeded';

const MOST_EVENTS_PER_BATCH = 5_000;

const schema = strictObject({
  topic: text(/^\/subscriptions\/.+\/providers\/.+/i, 'the resource id of a storage account or registry'),
  endpointUrl: expecting(z.url({ protocol: /^https?$/ }), { expected: 'the URL of an endpoint, http or https' }),
  eventDeliverySchema: choice(['EventGridSchema', 'CloudEventSchemaV1_0']).default('EventGridSchema'),
  includedEventTypes: expecting(z.array(nonEmptyText('an event type')).min(1), {
    expected: 'a list of event types, such as Microsoft.Storage.BlobCreated',
  }).exactOptional(),
  subjectBeginsWith: expecting(z.string(), { expected: 'a text' }).default(''),
  subjectEndsWith: expecting(z.string(), { expected: 'a text' }).default(''),
  maxEventsPerBatch: wholeNumber(1, MOST_EVENTS_PER_BATCH).default(1),
  maxDeliveryAttempts: wholeNumber(1, 30).default(30),
  // The service takes whole minutes only; tests cannot wait for one.
  eventTimeToLiveInMinutes: number(0.001, 1440).default(1440),
});

/** What a default subscription and the body of a PUT may say. */
export type SubscriptionInput = z.input<typeof schema>;

/** @throws AdminInputError listing every mistake. */
export function parseSubscription(name: string, body: unknown): EventSubscription {
  return { name, ...parseBody(schema, body) };
}

/** Whether the subscription is for an event. Subjects are compared without regard to case, as by default in the service. */
export function isSubscribed(subscription: EventSubscription, event: EventGridEvent): boolean {
  const subject = event.subject.toLowerCase();
  return (
    subscription.topic.toLowerCase() === event.topic.toLowerCase() &&
    (subscription.includedEventTypes?.includes(event.eventType) ?? true) &&
    subject.startsWith(subscription.subjectBeginsWith.toLowerCase()) &&
    subject.endsWith(subscription.subjectEndsWith.toLowerCase())
  );
}

/** A subscription for people to look at: without the key in its endpoint's query. */
export function showSubscription(subscription: EventSubscription): EventSubscription {
  const url = new URL(subscription.endpointUrl);
  for (const name of url.searchParams.keys()) if (name !== 'functionName') url.searchParams.set(name, '***');
  return { ...subscription, endpointUrl: url.href };
}
