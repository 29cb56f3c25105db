/** The fixed names of everything on the local stack: what a real deployment would have chosen for itself. */
export const STACK_NAMES = {
  host: '127.0.0.1',
  tenantId: '00000000-0000-0000-0000-00000000000a',
  /** Object id of the Functions app's managed identity. */
  appPrincipalId: '00000000-0000-0000-0000-0000000000ff',
  /** Object id of the person who sets the stack up: creates containers, secrets and pipelines. */
  operatorPrincipalId: '00000000-0000-0000-0000-0000000000fe',
  source: {
    subscriptionId: '00000000-0000-0000-0000-000000000001',
    resourceGroup: 'ferry-source',
    registry: 'ferrysource',
    pipeline: 'exportferry',
    account: 'ferrysource',
    container: 'exports',
  },
  target: {
    subscriptionId: '00000000-0000-0000-0000-000000000002',
    resourceGroup: 'ferry-target',
    registry: 'ferrytarget',
    pipeline: 'importferry',
    account: 'ferrytarget',
    container: 'imports',
  },
  state: {
    subscriptionId: '00000000-0000-0000-0000-000000000002',
    resourceGroup: 'ferry-state',
    account: 'ferrystate',
    container: 'acr-ferry',
  },
  vault: { subscriptionId: '00000000-0000-0000-0000-000000000001', resourceGroup: 'ferry-source', name: 'ferryvault' },
  exportSasSecret: 'exportsas',
  route: 'source-to-target',
} as const;

/** Resource id of an emulated registry. */
export function registryResourceId(end: 'source' | 'target'): string {
  const { subscriptionId, resourceGroup, registry } = STACK_NAMES[end];
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ContainerRegistry/registries/${registry}`;
}

/** Resource id of the storage account of one end, or of the app's own. */
export function storageAccountId(end: 'source' | 'target' | 'state'): string {
  const { subscriptionId, resourceGroup, account } = STACK_NAMES[end];
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.Storage/storageAccounts/${account}`;
}

/** Resource id of the stack's only vault. */
export function vaultId(): string {
  const { subscriptionId, resourceGroup, name } = STACK_NAMES.vault;
  return `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.KeyVault/vaults/${name}`;
}
