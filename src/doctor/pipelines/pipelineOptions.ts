import { ok, warning, type EndCheck, type EndOfRoute } from '../check';
import { findPipeline } from './findPipeline';
import { changePipeline, describeAnew } from './pipelineFixes';

/** What goes wrong without an option (acr-transfer §9). */
const WITHOUT: Readonly<Record<string, string>> = {
  OverwriteBlobs: 'a blob that an earlier run left half-way is not written again',
  ContinueOnErrors: 'one artifact that cannot be transferred fails all others of its batch',
  OverwriteTags: 'a tag that the target has already keeps its old digest',
};

export const pipelineOptions: EndCheck = {
  code: 'pipeline_options',
  about: 'end',
  question: 'Has the pipeline the options that transfers of the route need?',
  isCheap: true,
  symptom: 'Blobs are not overwritten, a tag keeps its old image, or one bad artifact fails all others of its batch.',
  remedy:
    'Give the export pipeline OverwriteBlobs and, where the route has a target, ContinueOnErrors; the import pipeline OverwriteTags and ContinueOnErrors.',
  explains: ['digest_mismatch', 'export_run_failed', 'import_run_failed', 'artifact_not_delivered'],
  look: (deps, at) =>
    findPipeline(deps, at, (actual) => {
      // What differs from the description has a row of its own.
      const options = at.end.pipelineSettings?.options ?? actual.options;
      const has = (option: string) => options.some((one) => one.toLowerCase() === option.toLowerCase());
      const lacking = neededOf(at).filter((option) => !has(option));
      if (lacking.length === 0) return ok(`The options are ${options.join(', ') || 'none'}.`);
      const words = lacking.map((option) => `${option}: ${WITHOUT[option] ?? ''}`);
      const set = `properties.options=${JSON.stringify([...options, ...lacking])}`;
      const fix = at.end.pipelineSettings
        ? describeAnew(at, 'Add the option to "pipelineSettings"')
        : changePipeline(at, 'Add the option to the pipeline.', set);
      return warning(`It lacks ${words.join('; ')}.`, fix);
    }),
};

/** The defaults of docs/setup.md. A route without a target proves whole batches: there an export is not to go on. */
function neededOf({ name, route }: EndOfRoute): string[] {
  if (name === 'target') return ['OverwriteTags', 'ContinueOnErrors'];
  return route.target ? ['OverwriteBlobs', 'ContinueOnErrors'] : ['OverwriteBlobs'];
}
