import type { ArmAnswer } from '../registry/resourceManager/armAnswer';
import { answerResources } from './answerResources';
import type { ChangedResources } from './changedResources';
import type { ProviderRequest } from './providerRequest';

const TYPE = 'Microsoft.KeyVault/vaults';

export interface EmulatedVault {
  /** Resource id. */
  id: string;
  /** Address of the vault, as `https://127.0.0.1:5004`. */
  vaultUri: string;
  tenantId: string;
  /** More of its `properties`, as Azure shows them, over the defaults: `enableRbacAuthorization: false`, network rules, … */
  properties?: Readonly<Record<string, unknown>>;
}

/** `Microsoft.KeyVault/vaults`: GET one, list, PATCH. Source: learn.microsoft.com/rest/api/keyvault/keyvault/vaults. */
export function answerVaults(
  request: ProviderRequest,
  vaults: readonly EmulatedVault[],
  changed: ChangedResources,
): ArmAnswer {
  return answerResources(request, TYPE, vaults, (vault) => describeVault(vault, changed), { changed });
}

function describeVault({ id, vaultUri, tenantId, properties }: EmulatedVault, changed: ChangedResources): unknown {
  return {
    id,
    name: id.split('/').at(-1),
    type: TYPE,
    location: 'westeurope',
    tags: {},
    properties: {
      sku: { family: 'A', name: 'standard' },
      tenantId,
      accessPolicies: [],
      enableRbacAuthorization: true,
      enableSoftDelete: true,
      softDeleteRetentionInDays: 90,
      vaultUri: `${vaultUri}/`,
      provisioningState: 'Succeeded',
      publicNetworkAccess: 'Enabled',
      ...properties,
      ...changed.read(id),
    },
  };
}
