import { STACK_NAMES } from '../stackNames';
import { defaultSubscriptions } from '../stack/defaultSubscriptions';
import type { BrokenStack } from './brokenStack';
import type { PlantedFault } from './plantedFault';

const NAME = 'blobCreated';

/** What can be wrong with events. */
export const EVENT_FAULTS: readonly PlantedFault[] = [
  {
    ...{ check: 'event_subscription', end: 'target', status: 'warning' },
    what: 'the route waits for blobs, and nobody has subscribed to their events',
    async plant(stack) {
      await stack.admin('DELETE', `events/subscriptions/${NAME}`);
      changeRoute(stack, (route) => void (route['arrivals'] = { import: true, prefix: 'inbox/' }));
    },
    async mend(stack) {
      await stack.admin('PUT', `events/subscriptions/${NAME}`, defaultSubscriptions(stack.endpoints, stack.keys)[NAME]);
      changeRoute(stack, (route) => void delete route['arrivals']);
    },
  },
];

function changeRoute(stack: BrokenStack, change: (route: Record<string, unknown>) => void): void {
  stack.changeRoutes(({ routes }) => change(routes[STACK_NAMES.route] ?? {}));
}
