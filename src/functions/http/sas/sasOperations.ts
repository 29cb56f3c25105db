import { getSas } from './getSas';
import { operation, type Operation } from '../operation';
import { postSas } from './postSas';
import { issueSasQuerySchema, sasQuerySchema } from './sasQuery';
import { sasIssuedSchema, sasListSchema } from '../schemas/sasView';

/** What the API offers of the SAS of pipelines. */
export const SAS_OPERATIONS: readonly Operation[] = [
  operation({
    name: 'getSas',
    method: 'GET',
    route: 'routes/{route}/sas',
    query: sasQuerySchema,
    answer: sasListSchema,
    handler: getSas,
    usesInstances: false,
  }),
  operation({
    name: 'issueSas',
    method: 'POST',
    route: 'routes/{route}/sas',
    query: issueSasQuerySchema,
    answer: sasIssuedSchema,
    handler: postSas,
    usesInstances: false,
  }),
];
