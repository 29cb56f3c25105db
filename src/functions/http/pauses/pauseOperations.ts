import { NO_QUERY, operation, type Operation } from '../operation';
import { pauseRoute, resumeRoute } from './pauseRoute';
import { WORD_BODY } from '../request/requestBody';
import { pauseAnswerSchema } from '../schemas/pauseView';

/** What the API offers of pauses. */
export const PAUSE_OPERATIONS: readonly Operation[] = [
  operation({
    name: 'pauseRoute',
    method: 'POST',
    route: 'routes/{route}/pause',
    query: NO_QUERY,
    body: WORD_BODY,
    answer: pauseAnswerSchema,
    handler: pauseRoute,
    usesInstances: false,
  }),
  operation({
    name: 'resumeRoute',
    method: 'POST',
    route: 'routes/{route}/resume',
    query: NO_QUERY,
    body: WORD_BODY,
    answer: pauseAnswerSchema,
    handler: resumeRoute,
    usesInstances: false,
  }),
  operation({
    name: 'pauseAll',
    method: 'POST',
    route: 'pause',
    query: NO_QUERY,
    body: WORD_BODY,
    answer: pauseAnswerSchema,
    handler: pauseRoute,
    usesInstances: false,
  }),
  operation({
    name: 'resumeAll',
    method: 'POST',
    route: 'resume',
    query: NO_QUERY,
    body: WORD_BODY,
    answer: pauseAnswerSchema,
    handler: resumeRoute,
    usesInstances: false,
  }),
];
