import { DEFAULT_ARRIVALS } from '../../domain/arrivals/arrivalSettings';
import { ok, warning, type EndCheck } from '../check';
import { findPipeline } from './findPipeline';
import { changePipeline, describeAnew } from './pipelineFixes';

export const sourceTrigger: EndCheck = {
  code: 'source_trigger',
  about: 'end',
  only: 'target',
  question: 'Is the source trigger of the import pipeline what the app expects?',
  isCheap: true,
  symptom: 'Blobs are imported twice, or by the registry before the app has looked at them.',
  remedy:
    'Disable the source trigger where the app creates the import runs; where it may import what arrives, say so with "arrivals".',
  explains: ['double_import_possible'],
  look: (deps, at) =>
    findPipeline(deps, at, (actual) => {
      const { source, arrivals } = at.route;
      const status = actual.sourceTrigger ?? 'Enabled';
      if (status.toLowerCase() === 'disabled') return ok('It is Disabled: the app alone creates import runs.');
      if (!source) {
        const { takeOverMinutes } = { ...DEFAULT_ARRIVALS, ...arrivals };
        const then = arrivals ? `, and the app steps in after ${takeOverMinutes} minutes` : '';
        return ok(`It is ${status}: the registry imports what arrives${then}.`);
      }
      return warning(
        `It is ${status}: the registry imports each copied blob itself, beside the run that the app creates.`,
        at.end.pipelineSettings?.sourceTrigger === 'Enabled'
          ? describeAnew(at, 'Take "sourceTriggerEnabled" from "pipelineSettings"')
          : changePipeline(at, 'Disable the source trigger.', 'properties.trigger.sourceTrigger.status=Disabled'),
      );
    }),
};
