import { getCleanup } from './getCleanup';
import { listCleanupItems } from './listCleanupItems';
import { cleanupsQuerySchema, listCleanups } from './listCleanups';
import { NO_QUERY, operation, type Operation } from '../operation';
import { pageQuerySchema } from '../request/pageQuery';
import { postCleanup } from './postCleanup';
import { CLEANUP_BODY } from '../request/requestBody';
import { cleanupItemsSchema, cleanupListSchema, cleanupViewSchema } from '../schemas/cleanupView';

/** What the API offers of cleanups. */
export const CLEANUP_OPERATIONS: readonly Operation[] = [
  operation({
    name: 'startCleanup',
    method: 'POST',
    route: 'cleanup',
    query: NO_QUERY,
    body: CLEANUP_BODY,
    answer: cleanupViewSchema,
    handler: postCleanup,
    usesInstances: true,
  }),
  operation({
    name: 'listCleanups',
    method: 'GET',
    route: 'cleanups',
    query: cleanupsQuerySchema,
    answer: cleanupListSchema,
    handler: listCleanups,
    usesInstances: false,
  }),
  operation({
    name: 'getCleanup',
    method: 'GET',
    route: 'cleanups/{id}',
    query: NO_QUERY,
    answer: cleanupViewSchema,
    handler: getCleanup,
    usesInstances: true,
  }),
  operation({
    name: 'listCleanupItems',
    method: 'GET',
    route: 'cleanups/{id}/items',
    query: pageQuerySchema,
    answer: cleanupItemsSchema,
    handler: listCleanupItems,
    usesInstances: false,
  }),
];
