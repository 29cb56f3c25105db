import type { ArmAnswer } from '../registry/resourceManager/armAnswer';
import { answerResources } from './answerResources';
import type { ChangedResources } from './changedResources';
import type { ProviderRequest } from './providerRequest';
import { answerStorageParts } from './storageParts';

const TYPE = 'Microsoft.Storage/storageAccounts';

export interface EmulatedAccount {
  /** Resource id. */
  id: string;
  /** Address of the account, as `https://127.0.0.1:10010/account`. */
  blobEndpoint: string;
  /** More of its `properties`, as Azure shows them, over the defaults: network rules, access tiers, … */
  properties?: Readonly<Record<string, unknown>>;
}

/** `Microsoft.Storage/storageAccounts`: GET one, list, PATCH, and what is below. Source: learn.microsoft.com/rest/api/storagerp/storage-accounts. */
export function answerStorageAccounts(
  request: ProviderRequest,
  accounts: readonly EmulatedAccount[],
  changed: ChangedResources,
): ArmAnswer {
  return answerResources(request, TYPE, accounts, (account) => describeAccount(account, changed), {
    changed,
    below: (asked, id) => answerStorageParts(asked, id, changed),
  });
}

function describeAccount({ id, blobEndpoint, properties }: EmulatedAccount, changed: ChangedResources): unknown {
  return {
    id,
    name: id.split('/').at(-1),
    type: TYPE,
    location: 'westeurope',
    tags: {},
    kind: 'StorageV2',
    sku: { name: 'Standard_LRS', tier: 'Standard' },
    properties: {
      provisioningState: 'Succeeded',
      creationTime: '2026-01-01T00:00:00.0000000Z',
      primaryEndpoints: { blob: `${blobEndpoint}/` },
      primaryLocation: 'westeurope',
      statusOfPrimary: 'available',
      supportsHttpsTrafficOnly: true,
      minimumTlsVersion: 'TLS1_2',
      allowSharedKeyAccess: true,
      isHnsEnabled: false,
      publicNetworkAccess: 'Enabled',
      networkAcls: { bypass: 'AzureServices', defaultAction: 'Allow', ipRules: [], virtualNetworkRules: [] },
      ...properties,
      ...changed.read(id),
    },
  };
}
