import { pseudoGuid } from './pseudoGuid';

/**
 * What Azure tells of a resource that a template only knows afterwards: addresses as in the public cloud, ids made of the resource's.
 *
 * @param id resource id
 */
export function standIn(type: string, id: string): Readonly<Record<string, unknown>> {
  const name = id.split('/').at(-1) ?? '';
  switch (type) {
    case 'Microsoft.Storage/storageAccounts':
      return {
        primaryEndpoints: {
          blob: `https://${name}.blob.core.windows.net/`,
          queue: `https://${name}.queue.core.windows.net/`,
          table: `https://${name}.table.core.windows.net/`,
        },
      };
    case 'Microsoft.KeyVault/vaults':
      return { vaultUri: `https://${name}.vault.azure.net/` };
    case 'Microsoft.ManagedIdentity/userAssignedIdentities':
      return { principalId: pseudoGuid('principal', id), clientId: pseudoGuid('client', id) };
    case 'Microsoft.Web/sites':
      return { defaultHostName: `${name}.azurewebsites.net` };
    case 'Microsoft.Insights/components':
      return { ConnectionString: `InstrumentationKey=${pseudoGuid('key', id)}`, AppId: pseudoGuid('app', id) };
    case 'Microsoft.EventGrid/systemTopics':
      return { principalId: pseudoGuid('principal', id) };
    case 'Microsoft.Network/publicIPAddresses':
      return { ipAddress: '192.0.2.1' };
    default:
      return {};
  }
}
