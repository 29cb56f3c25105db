import type { SubscriptionInput } from '../eventGrid/subscription';
import { registryResourceId, STACK_NAMES, storageAccountId } from '../stackNames';
import type { StackEndpoints } from './stackEndpoints';
import type { StackKeys } from './stackKeys';

/** A subscription that has the name of its Event Grid function. */
type DefaultSubscription = Omit<SubscriptionInput, 'endpointUrl'> & { functionName: string };

/** The event subscriptions that every stack has: one for each function of the app that takes events. */
const DEFAULTS: readonly DefaultSubscription[] = [
  {
    functionName: 'blobCreated',
    topic: storageAccountId('target'),
    includedEventTypes: ['Microsoft.Storage.BlobCreated'],
    subjectBeginsWith: `/blobServices/default/containers/${STACK_NAMES.target.container}/`,
  },
  {
    functionName: 'imagePushed',
    topic: registryResourceId('source'),
    includedEventTypes: ['ImagePushed', 'ChartPushed', 'ImageDeleted', 'ChartDeleted'].map(
      (type) => `Microsoft.ContainerRegistry.${type}`,
    ),
  },
];

/** Subscriptions by name, sent to the webhook of the stack's Functions host with its key. */
export function defaultSubscriptions(
  endpoints: Pick<StackEndpoints, 'host'>,
  keys: Pick<StackKeys, 'eventGridKey'>,
  subscriptions = DEFAULTS,
): Record<string, SubscriptionInput> {
  const entries = subscriptions.map(({ functionName, ...rest }) => {
    const query = new URLSearchParams({ functionName, code: keys.eventGridKey }).toString();
    return [functionName, { ...rest, endpointUrl: `${endpoints.host}/runtime/webhooks/EventGrid?${query}` }] as const;
  });
  return Object.fromEntries(entries);
}
