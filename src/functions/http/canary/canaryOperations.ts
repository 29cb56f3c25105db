import { getCanary } from './getCanary';
import { NO_QUERY, operation, type Operation } from '../operation';
import { postCanary } from './postCanary';
import { canaryViewSchema } from '../schemas/canaryView';

/** What the API offers of canaries. */
export const CANARY_OPERATIONS: readonly Operation[] = [
  operation({
    name: 'sendCanary',
    method: 'POST',
    route: 'routes/{route}/canary',
    query: NO_QUERY,
    answer: canaryViewSchema,
    handler: postCanary,
    usesInstances: true,
  }),
  operation({
    name: 'getCanary',
    method: 'GET',
    route: 'routes/{route}/canary',
    query: NO_QUERY,
    answer: canaryViewSchema,
    handler: getCanary,
    usesInstances: true,
  }),
];
