import { azSecret } from '../../domain/doctor/azNames';
import { failed, notCheckable, ok, type EndCheck } from '../check';
import { lookAtSecrets } from './lookAtSecrets';

/** Registries are a trusted service of vaults (azure-docs#56067), unlike of storage. [INF] with public access disabled, too. */
export const vaultNetwork: EndCheck = {
  code: 'vault_network',
  about: 'end',
  question: 'Do the network rules of the key vault let the registry in?',
  isCheap: false,
  symptom:
    'Runs fail with "Failed to access key vault" and the status 403 (ForbiddenByFirewall), though the roles are right.',
  remedy: 'Let trusted services of Azure pass the firewall of the vault: bypass AzureServices.',
  explains: ['export_run_failed', 'import_run_failed'],
  look: (deps, at) =>
    lookAtSecrets(deps, at, async ({ uri, users }) => {
      if (!users.includes('pipeline')) return ok(`No pipeline reads the secret ${uri}.`);
      const vault = await deps.vaultNetworks.of(at.end, uri);
      if (!vault) {
        return notCheckable(`The app sees no key vault of ${uri}.`, {
          say: 'Give the app the role Reader on the key vault.',
        });
      }
      const { vaultId, publicNetworkAccess, defaultAction, trustsServices } = vault;
      const bypass = trustsServices ? 'AzureServices' : 'None';
      const words = `publicNetworkAccess of ${vaultId} is ${publicNetworkAccess}, its networkAcls.defaultAction ${defaultAction}, its bypass ${bypass}.`;
      const isOpen = publicNetworkAccess.toLowerCase() !== 'disabled' && defaultAction.toLowerCase() === 'allow';
      if (isOpen || trustsServices) return ok(words);
      const name = azSecret(uri)?.vault;
      return failed(words, {
        say: 'Let trusted services of Azure pass the firewall of the vault: registries are among them.',
        ...(name !== undefined && { command: `az keyvault update --name ${name} --bypass AzureServices` }),
      });
    }),
};
