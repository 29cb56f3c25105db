import type { Route } from '../../../src/domain/route';
import { ACCOUNT_ID } from '../../helpers/fakeStorageFacts';
import { createEndFixture, SECRET } from '../endFixture';

export const CONTAINER = `${ACCOUNT_ID}/blobServices/default/containers/transfers`;
export const VAULT = '/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/vault';
const CREATE_KEY = 'Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action';
export const nothing = { actions: [], notActions: [], dataActions: [], notDataActions: [] };

/** Everybody has what is needed. */
export async function allGiven(name: 'source' | 'target', changes: Partial<Route> = {}) {
  const under = await createEndFixture(name, changes);
  const { roles, end, routePipelines } = under;
  roles.vaults.set(new URL(SECRET).origin, { id: VAULT, hasRoles: true });
  roles.allowed.set(end.registryId, [{ ...nothing, actions: ['Microsoft.ContainerRegistry/registries/*'] }]);
  roles.allowed.set(ACCOUNT_ID, [{ ...nothing, actions: [CREATE_KEY], dataActions: ['Microsoft.Storage/*'] }]);
  const principalId = routePipelines.at(name, end).identity?.principalId ?? '';
  const give = (role: { roleDefinitionId: string }, scope: string, createdOn = '2026-01-01T00:00:00Z') =>
    roles.assignments.push({ roleDefinitionId: role.roleDefinitionId, scope, principalId, createdOn });
  return { ...under, give };
}
