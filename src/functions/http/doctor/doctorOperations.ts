import { getDoctor } from './getDoctor';
import { NO_QUERY, operation, type Operation } from '../operation';
import { doctorViewSchema } from '../schemas/doctorView';

/** What the API offers of the doctor. */
export const DOCTOR_OPERATIONS: readonly Operation[] = [
  operation({
    name: 'getDoctor',
    method: 'GET',
    route: 'routes/{route}/doctor',
    query: NO_QUERY,
    answer: doctorViewSchema,
    handler: getDoctor,
    usesInstances: false,
  }),
];
