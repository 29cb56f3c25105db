import { hasFailed, isChanging, pipelineWords } from '../../domain/pipelines/pipeline';
import { failed, ok, warning, type EndCheck } from '../check';

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
  async look({ routePipelines }, { route, name, end }) {
    const fix = {
      say: 'Describe the pipeline with "pipelineSettings" in the routes file, and have the app make it.',
      command: `curl -X PUT "$FERRY_URL/api/routes/${route.name}/pipelines?end=${name}" -H "x-functions-key: $FERRY_KEY"`,
    };
    const pipeline = pipelineWords(name, end);
    const actual = await routePipelines.find(name, end);
    if (!actual) return failed(`There is no such pipeline: ${pipeline}.`, fix);
    const state = `The provisioningState of ${pipeline} is ${actual.provisioningState ?? 'not told'}`;
    const words = actual.errorMessage === undefined ? `${state}.` : `${state}: ${actual.errorMessage}`;
    if (hasFailed(actual)) return failed(words, fix);
    return isChanging(actual) ? warning(words, { say: 'Wait until the service has done with it.' }) : ok(words);
  },
};
