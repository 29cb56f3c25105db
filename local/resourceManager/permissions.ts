import { type ArmAnswer, pageOf } from '../registry/resourceManager/armAnswer';
import { rolesOf } from './callerRoles';
import { notAllowed, type ProviderRequest } from './providerRequest';

/**
 * `GET {scope}/providers/Microsoft.Authorization/permissions`: what the caller may do at a scope, an entry a role.
 * Source: learn.microsoft.com/rest/api/authorization/permissions. [INF] asking of oneself needs no role.
 */
export function answerPermissions(request: ProviderRequest): ArmAnswer {
  const { method, url, path, admin, principalId } = request;
  if (method !== 'GET') throw notAllowed(request);
  const entries = rolesOf(admin.roles, principalId, path.scope).map(
    ({ actions, notActions = [], dataActions = [] }) => ({ actions, notActions, dataActions, notDataActions: [] }),
  );
  return { status: 200, body: pageOf(entries, url, admin.settings.pageSize) };
}
