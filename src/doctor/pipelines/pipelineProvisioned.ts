import { hasFailed, isChanging, pipelineWords } from '../../domain/pipelines/pipeline';
import { failed, ok, warning, type EndCheck } from '../check';
import { putPipeline } from './pipelineFixes';

/** Runs of a pipeline that is not there, or was given up on, fail at once (acr-transfer §3). */
export const pipelineProvisioned: EndCheck = {
  code: 'pipeline_provisioned',
  about: 'end',
  question: 'Does the pipeline exist, and has the service made it?',
  isCheap: true,
  symptom: 'Every run fails at once, or cannot be created: the pipeline is not found.',
  remedy:
    'Describe the pipeline in the routes file (pipelineSettings) and have the app make it: PUT /api/routes/{route}/pipelines.',
  explains: ['resource_not_found', 'export_run_failed', 'import_run_failed'],
  async look({ routePipelines }, at) {
    const pipeline = pipelineWords(at.name, at.end);
    const actual = await routePipelines.find(at.name, at.end);
    if (!actual) return failed(`There is no such pipeline: ${pipeline}.`, putPipeline(at));
    const state = `The provisioningState of ${pipeline} is ${actual.provisioningState ?? 'not told'}`;
    const words = actual.errorMessage === undefined ? `${state}.` : `${state}: ${actual.errorMessage}`;
    if (hasFailed(actual)) return failed(words, putPipeline(at));
    return isChanging(actual) ? warning(words, { say: 'Wait until the service has done with it.' }) : ok(words);
  },
};
