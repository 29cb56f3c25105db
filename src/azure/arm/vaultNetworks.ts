import type { Resources } from '../../domain/ports/resources';
import type { VaultNetworks } from '../../domain/ports/vaultNetworks';
import { isAbsence } from '../../domain/weather';
import type { CredentialFor } from '../identity/credentials';
import { ferryErrorFor } from '../serviceError';
import { readResource } from './armResources';
import { createPipelineClients, wordsOf } from './pipelineClient';

const API_VERSION = '2022-07-01';

/** https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/get */
interface VaultDocument {
  properties?: {
    publicNetworkAccess?: string | null;
    networkAcls?: { bypass?: string; defaultAction?: string } | null;
  };
}

/** @param resources  finds the vault of a secret; without rules a vault is open. */
export function createVaultNetworks(
  credentialFor: CredentialFor,
  resources: Pick<Resources, 'vaultOf'>,
): VaultNetworks {
  const clientFor = createPipelineClients(credentialFor);
  return {
    async of(end, secretUri) {
      const vault = await resources.vaultOf(end, secretUri);
      if (!vault) return undefined;
      const asking = { doing: `read the key vault ${vault.id}`, access: `Reader on ${vault.id}` };
      const answer = await readResource<VaultDocument>(
        clientFor(end),
        `${vault.id}?api-version=${API_VERSION}`,
        asking,
      );
      if (answer.status === 200) {
        const { publicNetworkAccess, networkAcls } = answer.body.properties ?? {};
        return {
          vaultId: vault.id,
          publicNetworkAccess: publicNetworkAccess ?? 'Enabled',
          defaultAction: networkAcls?.defaultAction ?? 'Allow',
          trustsServices: /azureservices/i.test(networkAcls?.bypass ?? 'AzureServices'),
        };
      }
      const said = wordsOf(answer);
      if (isAbsence(said)) return undefined;
      throw ferryErrorFor(said, asking.doing, asking.access);
    },
  };
}
