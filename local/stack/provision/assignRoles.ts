import type { Admin } from '../../admin/createAdmin';
import { registryResourceId, STACK_NAMES, storageAccountId, vaultId } from '../../stackNames';

/**
 * What the person who sets the stack up may do, and what the app may on the management plane: all that it needs, but no role assignments.
 * Its roles on containers are given with the pipelines.
 */
export function assignRoles(admin: Pick<Admin, 'assignRole'>): void {
  const { appPrincipalId, operatorPrincipalId, source, target } = STACK_NAMES;
  const give = (principalId: string, role: string, scope: string): void =>
    admin.assignRole({ principalId, role, scope });
  for (const { subscriptionId } of [source, target]) {
    give(operatorPrincipalId, 'Owner', `/subscriptions/${subscriptionId}`);
  }
  give(operatorPrincipalId, 'Key Vault Secrets Officer', vaultId());
  for (const end of ['source', 'target'] as const) {
    give(appPrincipalId, 'Container Registry Transfer Pipeline Contributor', registryResourceId(end));
    give(appPrincipalId, 'AcrPull', registryResourceId(end));
    give(appPrincipalId, 'Reader', registryResourceId(end));
  }
  for (const end of ['source', 'target', 'state'] as const) give(appPrincipalId, 'Reader', storageAccountId(end));
  give(appPrincipalId, 'Storage Blob Delegator', storageAccountId('source'));
  give(appPrincipalId, 'Reader', vaultId());
  give(appPrincipalId, 'Key Vault Secrets User', vaultId());
}
