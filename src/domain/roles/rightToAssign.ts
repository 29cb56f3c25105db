import { assignCommand, isGuid, isPlainId } from './assignCommand';
import { BLOB_CONTRIBUTOR, BLOB_READER, ROLES_ADMINISTRATOR, SECRETS_USER } from './builtInRoles';

const ASSIGNABLE = [BLOB_CONTRIBUTOR, BLOB_READER, SECRETS_USER];

/**
 * The command that gives the app the right to assign roles on a resource: the roles that pipelines need, to service principals, and none
 * else. Undefined where a part could not stand in a command.
 * Source: https://learn.microsoft.com/azure/role-based-access-control/delegate-role-assignments-examples, "constrain roles and principal types"
 *
 * @param principalId  of the app, where it is known
 */
export function rightToAssign(scope: string, principalId: string | undefined): string | undefined {
  if (!isPlainId(scope)) return undefined;
  const assignee = principalId !== undefined && isGuid(principalId) ? principalId : '<object id of the app>';
  const command = assignCommand(assignee, ROLES_ADMINISTRATOR.role, scope);
  // Within double quotes an interactive bash would take `!(` for its history.
  return `${command} --condition-version 2.0 --condition '${CONDITION.replaceAll("'", `'"'"'`)}'`;
}

const ROLE_IDS = ASSIGNABLE.map(({ roleDefinitionId }) => roleDefinitionId).join(', ');

/** Two of the same form, for what is made and for what is removed. */
const CONDITION = [limit('write', '@Request'), limit('delete', '@Resource')].join(' AND ');

function limit(verb: string, where: string): string {
  const attribute = (name: string): string => `${where}[Microsoft.Authorization/roleAssignments:${name}]`;
  const isRole = `${attribute('RoleDefinitionId')} ForAnyOfAnyValues:GuidEquals {${ROLE_IDS}}`;
  const isService = `${attribute('PrincipalType')} ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'}`;
  return `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/${verb}'})) OR (${isRole} AND ${isService}))`;
}
