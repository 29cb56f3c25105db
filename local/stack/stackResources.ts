import type { ResourceAddress } from '../admin/resourceAddress';
import type { EmulatedResources } from '../resourceManager/answerProvider';
import { STACK_NAMES, storageAccountId, vaultId } from '../stackNames';
import type { StackEndpoints } from './stackEndpoints';

/** The stack's storage accounts and its vault, as Resource Manager knows them. */
export function resourcesOf(
  endpoints: Pick<StackEndpoints, 'exports' | 'imports' | 'state' | 'vault'>,
): EmulatedResources {
  const { exports, imports, state, vault } = endpoints;
  const account = (end: 'source' | 'target' | 'state', containerUri: string) => {
    const blobEndpoint = containerUri.slice(0, containerUri.lastIndexOf('/'));
    return { id: storageAccountId(end), blobEndpoint };
  };
  return {
    accounts: [account('source', exports), account('target', imports), account('state', state)],
    vaults: [{ id: vaultId(), vaultUri: vault, tenantId: STACK_NAMES.tenantId }],
  };
}

/** Where they answer. */
export function addressesOf({ accounts, vaults }: EmulatedResources): ResourceAddress[] {
  return [
    ...accounts.map(({ id, blobEndpoint }) => ({
      ...{ resourceId: id, uri: blobEndpoint, below: '/blobServices/default/containers' },
    })),
    ...vaults.map(({ id, vaultUri }) => ({ resourceId: id, uri: vaultUri, below: '' })),
  ];
}
