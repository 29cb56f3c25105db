import { failed, ok, type EndCheck } from '../check';
import { findPipeline } from './findPipeline';
import { changePipeline, describeAnew } from './pipelineFixes';

const OPTION = 'deletesourceblobonsuccess';

/** The service deletes before anyone has verified what it imported; the app deletes afterwards. */
export const pipelineDeletesBlobs: EndCheck = {
  code: 'pipeline_deletes_blobs',
  about: 'end',
  only: 'target',
  question: 'Does the import pipeline leave blobs to the app?',
  isCheap: true,
  symptom:
    'The blob is gone from the target container before the transfer was verified, so that nothing can be tried again.',
  remedy:
    'Take the option DeleteSourceBlobOnSuccess from the import pipeline: the app deletes blobs once they are verified.',
  explains: ['source_blob_changed', 'arrived_blob_gone', 'not_verified', 'import_run_failed'],
  look: (deps, at) =>
    findPipeline(deps, at, ({ options }) => {
      const isIt = (option: string): boolean => option.toLowerCase() === OPTION;
      const kept = options.filter((option) => !isIt(option));
      if (kept.length === options.length) return ok(`Its options are ${options.join(', ') || 'none'}.`);
      return failed(
        'It has the option DeleteSourceBlobOnSuccess: the registry deletes each blob before the app has verified what it imported.',
        at.end.pipelineSettings?.options.some(isIt)
          ? describeAnew(at, 'Take the option from "pipelineSettings"')
          : changePipeline(at, 'Take the option from the pipeline.', `properties.options=${JSON.stringify(kept)}`),
      );
    }),
};
