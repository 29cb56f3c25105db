import type { EventGridEvent } from './event';
import type { EventSubscription } from './subscription';

/** An event as CloudEvents 1.0 has it. Source: learn.microsoft.com/azure/event-grid/cloud-event-schema. */
interface CloudEvent {
  id: string;
  source: string;
  specversion: '1.0';
  type: string;
  subject: string;
  time: string;
  data: Record<string, unknown>;
}

/**
 * The request that carries events, in structured mode.
 *
 * @param attempts how often they were tried before
 */
export function deliveryRequest(
  subscription: EventSubscription,
  events: readonly EventGridEvent[],
  attempts: number,
): { headers: Record<string, string>; body: string } {
  const headers = {
    'aeg-event-type': 'Notification',
    'aeg-subscription-name': subscription.name.toUpperCase(),
    'aeg-delivery-count': String(attempts),
  };
  if (subscription.eventDeliverySchema === 'EventGridSchema') {
    const versions = { 'aeg-data-version': events[0]?.dataVersion ?? '', 'aeg-metadata-version': '1' };
    return {
      headers: { ...headers, ...versions, 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(events),
    };
  }
  const cloudEvents = events.map(toCloudEvent);
  const isBatch = subscription.maxEventsPerBatch > 1;
  const type = isBatch ? 'application/cloudevents-batch+json' : 'application/cloudevents+json';
  return {
    headers: { ...headers, 'content-type': `${type}; charset=utf-8` },
    body: JSON.stringify(isBatch ? cloudEvents : cloudEvents[0]),
  };
}

function toCloudEvent({ id, topic, eventType, subject, eventTime, data }: EventGridEvent): CloudEvent {
  return { id, source: topic, specversion: '1.0', type: eventType, subject, time: eventTime, data };
}
