import { fixBy } from '../../domain/doctor/fixBy';
import type { RegistryFacts, RegistryReplication } from '../../domain/ports/registryFacts';
import { notCheckable, ok, warning, type EndCheck } from '../check';
import { findRegistry } from './findRegistry';

/** Source: learn.microsoft.com/azure/container-registry/container-registry-soft-delete-policy, with its limitations of the preview */
export const registrySoftDelete: EndCheck = {
  code: 'registry_soft_delete',
  about: 'end',
  question: 'Does soft delete of artifacts go with what else the registry has?',
  isCheap: false,
  symptom:
    'A region has not what another one has, or untagged manifests stay, though a policy deletes them: soft delete is enabled, too.',
  remedy: 'Disable soft delete, or what does not go with it: replications, the retention policy of untagged manifests.',
  explains: [],
  look: (deps, { end }) =>
    findRegistry(deps, { end }, async (facts) => {
      const soft = await deps.registries.softDelete(end);
      const { pipelineApiVersion } = end.cloud;
      if (!soft) return notCheckable(`API version ${pipelineApiVersion} of this cloud does not tell of soft delete.`);
      const restorable = `What is deleted can be restored for ${soft.days ?? 7} days, and is billed until then.`;
      if (soft.status.toLowerCase() !== 'enabled') return ok('Soft delete is disabled: what is deleted is gone.');
      const hindered = hinderedBy(facts, await deps.registries.replications(end));
      if (hindered.length === 0) return ok(`Soft delete is enabled. ${restorable}`);
      return warning(
        `Soft delete is enabled, which the service does not support beside ${hindered.join(' and ')}. ${restorable}`,
        fixBy(
          'Disable soft delete, or take away what does not go with it. What has been deleted until then can be restored no more.',
          `az acr config soft-delete update --registry ${end.registryName} --status disabled`,
          end.registryName,
        ),
      );
    }),
};

function hinderedBy({ location = '', retention }: RegistryFacts, replications: RegistryReplication[]): string[] {
  // The region of the registry itself is in the list, too.
  const others = replications.filter((one) => one.location.toLowerCase() !== location.toLowerCase());
  const regions = others.map((one) => one.location).join(', ');
  return [
    ...(others.length === 0 ? [] : [`replications (${regions})`]),
    ...(retention?.status.toLowerCase() === 'enabled' ? ['a retention policy of untagged manifests'] : []),
  ];
}
