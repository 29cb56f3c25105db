import type { RoleTable } from '../admin/roleTable';
import { ArmError } from '../registry/resourceManager/armError';
import { BUILT_IN_ROLES, type BuiltInRole } from './builtInRoles';

/** The roles of a principal at a scope and above it; roles that are not built in allow nothing here. */
export function rolesOf(roles: RoleTable, principalId: string, scope: string): BuiltInRole[] {
  return roles.inForce(principalId, scope).flatMap(({ role }) => BUILT_IN_ROLES[role] ?? []);
}

/** Whether the principal may do something on the management plane at a scope. */
export function may(roles: RoleTable, principalId: string, action: string, scope: string): boolean {
  return rolesOf(roles, principalId, scope).some(
    ({ actions, notActions = [] }) =>
      actions.some((one) => matches(one, action)) && !notActions.some((one) => matches(one, action)),
  );
}

/** @throws ArmError 403 in Resource Manager's words unless the principal may. */
export function requireAction(roles: RoleTable, principalId: string, action: string, scope: string): void {
  if (may(roles, principalId, action, scope)) return;
  const message = `The client '${principalId}' with object id '${principalId}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`;
  throw new ArmError(403, 'AuthorizationFailed', message);
}

function matches(pattern: string, action: string): boolean {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*');
  return new RegExp(`^${escaped}$`, 'i').test(action);
}
