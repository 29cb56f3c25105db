import { cleanRuns } from './cleanRuns';
import { deleteRun } from './deleteRun';
import { getRun } from './getRun';
import { listRuns } from './listRuns';
import { NO_QUERY, operation, type Operation } from '../operation';
import { cleanQuerySchema, deleteRunQuerySchema, runsQuerySchema } from './runsQuery';
import { runCleaningSchema, runListSchema, runRemovalSchema, runViewSchema } from '../schemas/runView';

/** What the API offers of the pipeline runs that registries remember. */
export const RUN_OPERATIONS: readonly Operation[] = [
  operation({
    name: 'listRuns',
    method: 'GET',
    route: 'routes/{route}/runs',
    query: runsQuerySchema,
    answer: runListSchema,
    handler: listRuns,
    usesInstances: false,
  }),
  operation({
    name: 'cleanRuns',
    method: 'DELETE',
    route: 'routes/{route}/runs',
    query: cleanQuerySchema,
    answer: runCleaningSchema,
    handler: cleanRuns,
    usesInstances: false,
  }),
  operation({
    name: 'getRun',
    method: 'GET',
    route: 'routes/{route}/runs/{end}/{name}',
    query: NO_QUERY,
    answer: runViewSchema,
    handler: getRun,
    usesInstances: false,
  }),
  operation({
    name: 'deleteRun',
    method: 'DELETE',
    route: 'routes/{route}/runs/{end}/{name}',
    query: deleteRunQuerySchema,
    answer: runRemovalSchema,
    handler: deleteRun,
    usesInstances: false,
  }),
];
