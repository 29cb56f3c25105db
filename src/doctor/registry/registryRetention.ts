import { fixBy } from '../../domain/doctor/fixBy';
import { ok, warning, type EndCheck } from '../check';
import { findRegistry } from './findRegistry';

/** Source: learn.microsoft.com/azure/container-registry/container-registry-retention-policy */
export const registryRetention: EndCheck = {
  code: 'registry_retention',
  about: 'end',
  only: 'target',
  question: 'Does the target registry keep what arrives without a tag?',
  isCheap: true,
  symptom: 'Images that were transferred by digest vanish from the target after some days.',
  remedy: 'Disable the retention policy of untagged manifests at the target, or transfer by tag.',
  explains: ['digest_mismatch', 'not_verified', 'artifact_incomplete'],
  look: (deps, at) =>
    findRegistry(deps, at, ({ retention }) => {
      const { registryName } = at.end;
      if (retention?.status.toLowerCase() !== 'enabled') return ok('It has no retention policy of untagged manifests.');
      const command = `az acr config retention update --registry ${registryName} --status disabled --type UntaggedManifests`;
      return warning(
        `It deletes manifests that have had no tag for ${retention.days ?? 7} days: what is transferred by digest arrives without one.`,
        fixBy('Disable the policy, or see to it that all is transferred by tag.', command, registryName),
      );
    }),
};
