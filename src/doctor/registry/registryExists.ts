import { fixBy } from '../../domain/doctor/fixBy';
import { failed, ok, type EndCheck } from '../check';

export const registryExists: EndCheck = {
  code: 'registry_exists',
  about: 'end',
  question: 'Does the registry exist?',
  isCheap: true,
  symptom: 'Every transfer ends at once: the registry, or its resource group, is not found.',
  remedy: 'Correct registryId of the route: subscription, resource group and name.',
  explains: ['resource_not_found'],
  async look({ registries }, { end }) {
    const facts = await registries.find(end);
    if (facts) {
      const { loginServer = 'no login server yet', location = 'not told' } = facts;
      return ok(`It is ${loginServer}, in the region ${location}.`);
    }
    const { registryName, subscriptionId } = end;
    return failed(
      `There is no registry ${end.registryId}, or the app may not see its resource group.`,
      fixBy(
        'Put the id that this command shows into "registryId" of the route.',
        `az acr show --name ${registryName} --subscription ${subscriptionId} --query id --output tsv`,
        registryName,
        subscriptionId,
      ),
    );
  },
};
