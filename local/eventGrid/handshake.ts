import type { Platform } from '../platform';
import { callEndpoint } from './callEndpoint';
import { eventTimeOf } from './event';
import type { EventSubscription } from './subscription';

/** How Event Grid names itself to endpoints of CloudEvents. */
const ORIGIN = 'eventgrid.azure.net';

/**
 * Asks an endpoint whether it wants events.
 *
 * Event Grid's schema: a validation event whose code the endpoint has to send back. CloudEvents: OPTIONS with
 * `WebHook-Request-Origin`, which the endpoint has to allow. Source: learn.microsoft.com/azure/event-grid/end-point-validation-cloud-events-schema
 * and …-event-grid-events-schema. The manual handshake, by a validation URL, does not exist here.
 *
 * @returns undefined when it does, otherwise why not
 */
export async function shakeHands(
  platform: Platform,
  subscription: EventSubscription,
  options: { seconds: number; signal: AbortSignal },
): Promise<string | undefined> {
  return subscription.eventDeliverySchema === 'EventGridSchema'
    ? validateByEvent(platform, subscription, options)
    : validateByOrigin(subscription, options);
}

async function validateByEvent(
  platform: Platform,
  { name, topic, endpointUrl }: EventSubscription,
  options: { seconds: number; signal: AbortSignal },
): Promise<string | undefined> {
  const validationCode = platform.newId();
  const event = {
    id: platform.newId(),
    topic,
    subject: '',
    data: { validationCode },
    eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
    eventTime: eventTimeOf(platform.now()),
    metadataVersion: '1',
    dataVersion: '2',
  };
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'aeg-event-type': 'SubscriptionValidation',
    'aeg-subscription-name': name.toUpperCase(),
    'aeg-delivery-count': '0',
  };
  const body = JSON.stringify([event]);
  const { status, text, outcome } = await callEndpoint(endpointUrl, { method: 'POST', headers, body, ...options });
  if (status !== 200) return `the endpoint ${outcome} to the validation event`;
  return answeredCode(text) === validationCode ? undefined : 'the endpoint answered without the validation code';
}

function answeredCode(text: string): unknown {
  try {
    return (JSON.parse(text) as { validationResponse?: unknown } | null)?.validationResponse;
  } catch {
    return undefined;
  }
}

async function validateByOrigin(
  { endpointUrl }: EventSubscription,
  options: { seconds: number; signal: AbortSignal },
): Promise<string | undefined> {
  const headers = { 'webhook-request-origin': ORIGIN };
  const answer = await callEndpoint(endpointUrl, { method: 'OPTIONS', headers, ...options });
  if (answer.status !== 200) return `the endpoint ${answer.outcome} to OPTIONS`;
  const allowed = answer.headers.get('webhook-allowed-origin');
  const isAllowed = allowed === '*' || allowed?.toLowerCase() === ORIGIN;
  return isAllowed ? undefined : `the endpoint answered OPTIONS without WebHook-Allowed-Origin: ${ORIGIN}`;
}
