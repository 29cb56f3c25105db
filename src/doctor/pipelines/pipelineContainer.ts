import { primaryAddress } from '../../domain/primaryAddress';
import { failed, ok, type EndCheck } from '../check';
import { findPipeline } from './findPipeline';
import { changePipeline } from './pipelineFixes';

/** A run names its blob alone: the container is the pipeline's (acr-transfer §2). */
export const pipelineContainer: EndCheck = {
  code: 'pipeline_container',
  about: 'end',
  question: 'Does the pipeline use the container of the route?',
  isCheap: true,
  symptom:
    'An exported blob is not in the container, a copied one is not found, or one vanishes between export and import because both pipelines use one container.',
  remedy:
    'Make the container of the pipeline and the containerUri of the route the same, each end with one of its own.',
  explains: ['exported_blob_missing', 'export_run_failed', 'import_run_failed'],
  look: (deps, at) =>
    findPipeline(deps, at, ({ containerUri = 'none' }) => {
      const { name, end, route } = at;
      const other = route[name === 'source' ? 'target' : 'source'];
      const wanted = primaryAddress(end.containerUri);
      const evidence = `The container of the pipeline is ${containerUri}`;
      if (plain(containerUri) === plain(wanted)) return ok(`${evidence}, as in the route.`);
      const isOthers = other !== undefined && plain(containerUri) === plain(primaryAddress(other.containerUri));
      return failed(
        `${evidence}${isOthers ? ', which is that of the other end' : ''}; that of the route is ${wanted}.`,
        changePipeline(
          at,
          'Change the container of the pipeline, or the "containerUri" of the route.',
          `properties.${name === 'source' ? 'target' : 'source'}.uri=${wanted}`,
        ),
      );
    }),
};

function plain(uri: string): string {
  return uri.replace(/\/+$/, '').toLowerCase();
}
