import type { Resources, VaultResource } from '../../domain/ports/resources';
import { primaryAddress } from '../../domain/primaryAddress';
import type { RouteEnd } from '../../domain/route';
import { isAbsence } from '../../domain/weather';
import type { CredentialFor } from '../identity/credentials';
import { ferryErrorFor } from '../serviceError';
import { listResources, readResource } from './armResources';
import { createPipelineClients, wordsOf } from './pipelineClient';

/** Versions that every cloud has known for long. */
const STORAGE_API_VERSION = '2022-09-01';
const VAULT_API_VERSION = '2022-07-01';

interface AccountDocument {
  id?: string;
  properties?: { primaryEndpoints?: { blob?: string } | null };
}

interface VaultDocument {
  id?: string;
  properties?: { vaultUri?: string; enableRbacAuthorization?: boolean | null };
}

/** Of a list, Resource Manager shows what the caller may read [INF]. */
export function createResources(credentialFor: CredentialFor): Resources {
  const clientFor = createPipelineClients(credentialFor);
  return {
    async storageAccountIdOf(end) {
      if (end.storageAccountId !== undefined) return end.storageAccountId;
      const doing = `list the storage accounts of the subscription ${end.subscriptionId}`;
      const path = `${providersOf(end)}/Microsoft.Storage/storageAccounts?api-version=${STORAGE_API_VERSION}`;
      const asking = { doing, access: 'Reader on the storage account' };
      const accounts = await listResources<AccountDocument>(clientFor(end), end, path, asking);
      const account = primaryAddress(end.containerUri).replace(/\/[^/]+$/, '');
      return accounts.find(({ properties }) => isSame(properties?.primaryEndpoints?.blob, account))?.id;
    },
    async vaultOf(end, secretUri) {
      const { vaultId } = end.pipelineSettings ?? {};
      const access = 'Reader on the key vault';
      if (vaultId !== undefined) {
        const doing = `read the key vault ${vaultId}`;
        const path = `${vaultId}?api-version=${VAULT_API_VERSION}`;
        const answer = await readResource<VaultDocument>(clientFor(end), path, { doing, access });
        if (answer.status === 200) return toVault({ id: vaultId, ...answer.body });
        const said = wordsOf(answer);
        if (isAbsence(said)) return undefined;
        throw ferryErrorFor(said, doing, access);
      }
      const doing = `list the key vaults of the subscription ${end.subscriptionId}`;
      const path = `${providersOf(end)}/Microsoft.KeyVault/vaults?api-version=${VAULT_API_VERSION}`;
      const vaults = await listResources<VaultDocument>(clientFor(end), end, path, { doing, access });
      const { origin } = new URL(secretUri);
      const found = vaults.find(({ properties }) => isSame(properties?.vaultUri, origin));
      return found && toVault(found);
    },
  };
}

function providersOf({ subscriptionId }: RouteEnd): string {
  return `/subscriptions/${subscriptionId}/providers`;
}

function toVault({ id, properties }: VaultDocument): VaultResource | undefined {
  // Without the word a vault has access policies (https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/get).
  return id === undefined ? undefined : { id, hasRoles: properties?.enableRbacAuthorization === true };
}

/** Services write addresses with a slash at the end. */
function isSame(one: string | undefined, other: string): boolean {
  const plain = (address: string): string => address.replace(/\/+$/, '').toLowerCase();
  return one !== undefined && plain(one) === plain(other);
}
