import { fixBy } from '../../domain/doctor/fixBy';
import { failed, ok, type EndCheck } from '../check';
import { findRegistry } from './findRegistry';

/** Of the stable version in which the SDK reads registries. */
const API_VERSION = '2025-11-01';

/** Source: learn.microsoft.com/azure/container-registry/data-loss-prevention */
export const registryExportPolicy: EndCheck = {
  code: 'registry_export_policy',
  about: 'end',
  only: 'source',
  question: 'May artifacts be exported from the source registry?',
  isCheap: true,
  symptom: 'Export pipelines cannot be made, and exports are refused: the export policy is disabled.',
  remedy: 'Enable the export policy of the source registry, if whoever disabled it agrees.',
  explains: ['export_run_failed', 'service_refused'],
  look: (deps, at) =>
    findRegistry(deps, at, ({ exportPolicy = 'enabled' }) => {
      if (exportPolicy.toLowerCase() !== 'disabled') return ok(`Its export policy is ${exportPolicy}.`);
      const { registryId } = at.end;
      return failed(
        'Its export policy is disabled: nothing may leave it.',
        fixBy(
          'Ask whoever guards against the loss of data; then enable it.',
          `az resource update --ids "${registryId}" --api-version ${API_VERSION} --set properties.policies.exportPolicy.status=enabled`,
          registryId,
        ),
      );
    }),
};
