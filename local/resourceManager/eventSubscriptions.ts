import { type ArmAnswer, pageOf } from '../registry/resourceManager/armAnswer';
import { resourceNotFound } from '../registry/resourceManager/armError';
import { may } from './callerRoles';
import { notAllowed, type ProviderRequest, requireRight } from './providerRequest';

/** An event subscription as Event Grid emulates it. */
export interface EmulatedEventSubscription {
  name: string;
  /** Resource id of the source of its events. */
  topic: string;
  /** Resource id of the system topic that it was made below; absent where it was made at the source. */
  systemTopic?: string;
  endpointUrl: string;
  provisioningState: string;
  includedEventTypes?: string[];
  subjectBeginsWith: string;
  subjectEndsWith: string;
}

const READ = 'Microsoft.EventGrid/eventSubscriptions/read';

/**
 * GET of the event subscriptions of a source, of the system topics of a subscription, and of what is below one of these. [INF] that a
 * source does not show what was made below a system topic. Source: learn.microsoft.com/rest/api/eventgrid/controlplane/event-subscriptions.
 *
 * @throws ArmError 403, 404, 405
 */
export function answerEventSubscriptions(
  request: ProviderRequest,
  all: readonly EmulatedEventSubscription[],
): ArmAnswer {
  const { method, path, url, admin } = request;
  if (method !== 'GET') throw notAllowed(request);
  const page = (entries: unknown[]): ArmAnswer => ({
    status: 200,
    body: pageOf(entries, url, admin.settings.pageSize),
  });
  if (path.resource === 'eventSubscriptions' && path.name === undefined) {
    requireRight(request, READ, path.scope);
    return page(all.filter(({ topic, systemTopic }) => !systemTopic && isSame(topic, path.scope)).map(describe));
  }
  if (path.resource === 'systemTopics' && path.name === undefined) return page(systemTopicsFor(request, all));
  const id = `${path.scope}/providers/Microsoft.EventGrid/systemTopics/${path.name}`;
  const below = all.filter(({ systemTopic = '' }) => isSame(systemTopic, id));
  if (path.below !== '/eventSubscriptions' || below.length === 0) {
    throw resourceNotFound('Microsoft.EventGrid/systemTopics', path.name ?? '', path.scope.split('/')[4] ?? '');
  }
  requireRight(request, 'Microsoft.EventGrid/systemTopics/eventSubscriptions/read', id);
  return page(below.map(describe));
}

/** Of a list the caller sees what it may read. */
function systemTopicsFor(
  { path, admin, checkRoles, principalId }: ProviderRequest,
  all: readonly EmulatedEventSubscription[],
): unknown[] {
  const sources = new Map(all.flatMap(({ systemTopic, topic }) => (systemTopic ? [[systemTopic, topic]] : [])));
  const action = 'Microsoft.EventGrid/systemTopics/read';
  return [...sources]
    .filter(([id]) => id.toLowerCase().startsWith(`${path.scope.toLowerCase()}/`))
    .filter(([id]) => !checkRoles || may(admin.roles, principalId, action, id))
    .map(([id, source]) => ({
      id,
      name: id.split('/').at(-1),
      properties: { source, provisioningState: 'Succeeded' },
    }));
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function describe(subscription: EmulatedEventSubscription): unknown {
  const { name, topic, systemTopic, endpointUrl, provisioningState, includedEventTypes } = subscription;
  const { origin, pathname } = new URL(endpointUrl);
  return {
    id: `${systemTopic === undefined ? `${topic}/providers/Microsoft.EventGrid` : systemTopic}/eventSubscriptions/${name}`,
    name,
    type: 'Microsoft.EventGrid/eventSubscriptions',
    properties: {
      topic,
      provisioningState,
      destination: { endpointType: 'WebHook', properties: { endpointBaseUrl: `${origin}${pathname}` } },
      filter: {
        includedEventTypes: includedEventTypes ?? null,
        subjectBeginsWith: subscription.subjectBeginsWith,
        subjectEndsWith: subscription.subjectEndsWith,
      },
      eventDeliverySchema: 'EventGridSchema',
    },
  };
}
