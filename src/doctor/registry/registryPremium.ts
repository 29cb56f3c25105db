import { fixBy } from '../../domain/doctor/fixBy';
import { failed, notCheckable, ok, type EndCheck } from '../check';
import { findRegistry } from './findRegistry';

/** Source: learn.microsoft.com/azure/container-registry/container-registry-transfer-prerequisites */
export const registryPremium: EndCheck = {
  code: 'registry_premium',
  about: 'end',
  question: 'Is the registry of the Premium tier, as ACR Transfer needs it?',
  isCheap: true,
  symptom: 'Pipelines and runs are refused: the registry is not of the Premium tier.',
  remedy: 'Raise the registry to Premium.',
  explains: ['service_refused', 'export_run_failed', 'import_run_failed'],
  look: (deps, at) =>
    findRegistry(deps, at, ({ sku }) => {
      const { registryName } = at.end;
      if (sku === undefined) return notCheckable('Resource Manager does not tell the tier.');
      if (sku.toLowerCase() === 'premium') return ok('It is Premium.');
      const command = `az acr update --name ${registryName} --sku Premium`;
      return failed(`It is ${sku}.`, fixBy('Raise it to Premium, which costs more.', command, registryName));
    }),
};
