import { deletePipelines } from './deletePipelines';
import { getPipelines } from './getPipelines';
import { operation, type Operation } from '../operation';
import { applyQuerySchema, deletePipelinesQuerySchema, pipelinesQuerySchema } from './pipelinesQuery';
import { putPipelines } from './putPipelines';
import { pipelineListSchema, pipelinesAppliedSchema, pipelinesDeletedSchema } from '../schemas/pipelineView';

/** What the API offers of the pipelines of routes. */
export const PIPELINE_OPERATIONS: readonly Operation[] = [
  operation({
    name: 'getPipelines',
    method: 'GET',
    route: 'routes/{route}/pipelines',
    query: pipelinesQuerySchema,
    answer: pipelineListSchema,
    handler: getPipelines,
    usesInstances: false,
  }),
  operation({
    name: 'putPipelines',
    method: 'PUT',
    route: 'routes/{route}/pipelines',
    query: applyQuerySchema,
    answer: pipelinesAppliedSchema,
    handler: putPipelines,
    usesInstances: false,
  }),
  operation({
    name: 'deletePipelines',
    method: 'DELETE',
    route: 'routes/{route}/pipelines',
    query: deletePipelinesQuerySchema,
    answer: pipelinesDeletedSchema,
    handler: deletePipelines,
    usesInstances: false,
  }),
];
