import { getDrain, postDrain, postDrainEnd } from './drainApp';
import { getVersion } from './getVersion';
import { NO_QUERY, operation, type Operation } from '../operation';
import { WORD_BODY } from '../request/requestBody';
import { drainViewSchema } from '../schemas/drainView';
import { versionViewSchema } from '../schemas/versionView';

const DRAIN = { query: NO_QUERY, answer: drainViewSchema, usesInstances: true };

/** What the API offers to whoever upgrades the app. */
export const DRAIN_OPERATIONS: readonly Operation[] = [
  operation({ name: 'beginDrain', method: 'POST', route: 'drain', handler: postDrain, ...DRAIN, body: WORD_BODY }),
  operation({ name: 'getDrain', method: 'GET', route: 'drain', handler: getDrain, ...DRAIN }),
  operation({ name: 'endDrain', method: 'POST', route: 'drain/end', handler: postDrainEnd, ...DRAIN, body: WORD_BODY }),
  operation({
    name: 'getVersion',
    method: 'GET',
    route: 'version',
    query: NO_QUERY,
    answer: versionViewSchema,
    handler: getVersion,
    usesInstances: false,
  }),
];
