import type { EventSubscriptionFacts } from '../ports/eventSubscriptions';

/** What a function of the app has to be told of. */
export interface WantedEvents {
  functionName: string;
  eventType: string;
  /** What the subjects of all of them begin with; empty where they may be any. */
  subject: string;
}

/** Why a subscription does not bring the app all that is wanted, as the end of a sentence; undefined where it does. */
export function lackingOf(subscription: EventSubscriptionFacts, wanted: WantedEvents): string | undefined {
  const { state, eventTypes, subjectBeginsWith } = subscription;
  if (state.toLowerCase() !== 'succeeded') return `is ${state}`;
  const types = eventTypes?.map((type) => type.toLowerCase());
  if (types && types.length > 0 && !['all', wanted.eventType.toLowerCase()].some((type) => types.includes(type))) {
    return `leaves out ${wanted.eventType}`;
  }
  // Repositories may be chosen by the subject: what the route selects decides whether that is too narrow.
  const isNarrow = wanted.subject !== '' && !wanted.subject.toLowerCase().startsWith(subjectBeginsWith.toLowerCase());
  return isNarrow ? `lets only subjects through that begin with ${subjectBeginsWith}` : undefined;
}

/** Whether a subscription leads to a function of that name, of whatever app: an address of a webhook does not tell which one. */
export function leadsTo(
  { endpointType, endpoint }: EventSubscriptionFacts,
  { functionName }: Pick<WantedEvents, 'functionName'>,
): boolean {
  const place = endpoint.toLowerCase();
  return endpointType.toLowerCase() === 'webhook'
    ? /\/runtime\/webhooks\/eventgrid\/?$/.test(place)
    : place.endsWith(`/functions/${functionName.toLowerCase()}`);
}
