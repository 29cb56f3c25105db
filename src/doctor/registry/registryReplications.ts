import { fixBy } from '../../domain/doctor/fixBy';
import { ok, warning, type EndCheck } from '../check';
import { findRegistry } from './findRegistry';

/** A run works in the region of the registry itself; the service replicates what arrived (acr-transfer §1). */
export const registryReplications: EndCheck = {
  code: 'registry_replications',
  about: 'end',
  question: 'Do all regions that the registry is replicated to get what it holds?',
  isCheap: false,
  symptom: 'What was delivered is found in one region, and not in another.',
  remedy: 'Look at the status of the replication; delete and create anew one that failed.',
  explains: [],
  look: (deps, at) =>
    findRegistry(deps, at, async ({ location = 'an unknown region', zoneRedundancy = 'not told' }) => {
      const { registryName } = at.end;
      const home = `The registry is in ${location}, its zone redundancy is ${zoneRedundancy}.`;
      const replications = await deps.registries.replications(at.end);
      const regions = replications.map((one) => one.location).join(', ');
      const bad = replications.find(({ state }) => !/^(?:Succeeded|Updating|Creating)$/i.test(state));
      if (!bad) return ok(regions === '' ? home : `${home} It is replicated to ${regions}.`);
      const words = bad.words === '' ? '' : ` (${bad.words})`;
      const evidence = `${home} The provisioningState of its replication in ${bad.location} is ${bad.state}${words}.`;
      // The region of the registry itself is a replication that nobody can delete.
      if (bad.location.toLowerCase() === location.toLowerCase())
        return warning(evidence, { say: 'Give Azure support the correlation id of the change that failed.' });
      const command =
        `az acr replication delete --registry ${registryName} --name ${bad.name} && ` +
        `az acr replication create --registry ${registryName} --name ${bad.name} --location ${bad.location}`;
      return warning(
        evidence,
        fixBy('Delete the replication and create it anew:', command, registryName, bad.name, bad.location),
      );
    }),
};
