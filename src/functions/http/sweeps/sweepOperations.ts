import { listSweeps, sweepsQuerySchema } from './listSweeps';
import { NO_QUERY, operation, type Operation } from '../operation';
import { postSweep } from './postSweep';
import { sweepListSchema, sweepViewSchema } from '../schemas/sweepView';

/** What the API offers of sweeps. */
export const SWEEP_OPERATIONS: readonly Operation[] = [
  operation({
    name: 'startSweep',
    method: 'POST',
    route: 'sweep',
    query: NO_QUERY,
    answer: sweepViewSchema,
    handler: postSweep,
    usesInstances: true,
  }),
  operation({
    name: 'listSweeps',
    method: 'GET',
    route: 'sweeps',
    query: sweepsQuerySchema,
    answer: sweepListSchema,
    handler: listSweeps,
    usesInstances: false,
  }),
];
