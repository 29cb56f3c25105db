import type { EventSubscriptionFacts, EventSubscriptions } from '../../domain/ports/eventSubscriptions';
import type { CredentialFor } from '../identity/credentials';
import { listResources } from './armResources';
import { createPipelineClients } from './pipelineClient';

const QUERY = '?api-version=2022-06-15';

/** https://learn.microsoft.com/rest/api/eventgrid/controlplane/event-subscriptions; any part may be absent. */
interface SubscriptionDocument {
  name?: string;
  properties?: {
    provisioningState?: string;
    destination?: { endpointType?: string; properties?: { endpointBaseUrl?: string; resourceId?: string } } | null;
    filter?: { includedEventTypes?: string[] | null; subjectBeginsWith?: string | null } | null;
  };
}

interface SystemTopicDocument {
  id?: string;
  properties?: { source?: string };
}

/** What is made below a system topic is listed there [INF: and not at the source]. */
export function createEventSubscriptions(credentialFor: CredentialFor): EventSubscriptions {
  const clientFor = createPipelineClients(credentialFor);
  return {
    async of(end, sourceId) {
      const client = clientFor(end);
      const access = `Reader on ${sourceId}`;
      const doing = `list the event subscriptions of ${sourceId}`;
      const list = <T>(path: string) => listResources<T>(client, `${path}${QUERY}`, { doing, access });
      const own = await list<SubscriptionDocument>(`${sourceId}/providers/Microsoft.EventGrid/eventSubscriptions`);
      const subscription = sourceId.split('/').slice(0, 3).join('/');
      const topics = await list<SystemTopicDocument>(`${subscription}/providers/Microsoft.EventGrid/systemTopics`);
      const ofSource = topics.filter(({ properties }) => properties?.source?.toLowerCase() === sourceId.toLowerCase());
      const below = await Promise.all(
        ofSource.map(({ id = '' }) => list<SubscriptionDocument>(`${id}/eventSubscriptions`)),
      );
      return [...own, ...below.flat()].map(factsOf);
    },
  };
}

function factsOf({ name = '', properties = {} }: SubscriptionDocument): EventSubscriptionFacts {
  const { provisioningState = 'Succeeded', destination, filter } = properties;
  const { endpointType = 'another kind', properties: endpoint } = destination ?? {};
  return {
    name,
    state: provisioningState,
    endpointType,
    endpoint: endpoint?.endpointBaseUrl ?? endpoint?.resourceId ?? '',
    ...(filter?.includedEventTypes && { eventTypes: filter.includedEventTypes }),
    subjectBeginsWith: filter?.subjectBeginsWith ?? '',
  };
}
