import { desiredPipeline, differenceOf } from '../../domain/pipelines/pipeline';
import { ok, warning, type EndCheck } from '../check';
import { findPipeline } from './findPipeline';
import { putPipeline } from './pipelineFixes';

/** What somebody changed by hand may work; the routes file says something else all the same. */
export const pipelineAsDescribed: EndCheck = {
  code: 'pipeline_as_described',
  about: 'end',
  question: 'Is the pipeline what the routes file describes?',
  isCheap: true,
  symptom: 'A pipeline behaves otherwise than the routes file says: another identity, another secret, other options.',
  remedy: 'Have the app apply the routes file: PUT /api/routes/{route}/pipelines.',
  explains: ['export_run_failed', 'import_run_failed'],
  look: (deps, at) =>
    findPipeline(deps, at, (actual) => {
      const desired = desiredPipeline(at.end);
      if (!desired) return ok('The routes file does not describe it.');
      // The container has a row of its own.
      const difference = differenceOf(actual, desired).filter(({ what }) => what !== 'containerUri');
      if (difference.length === 0) return ok('It is what the routes file describes.');
      const words = difference.map(({ what, is, shouldBe }) => `${what} is ${is ?? 'none'}, not ${shouldBe ?? 'none'}`);
      return warning(`It differs from the routes file: ${words.join('; ')}.`, putPipeline(at));
    }),
};
