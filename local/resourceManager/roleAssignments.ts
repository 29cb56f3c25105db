import { z } from 'zod';
import { covers } from '../admin/resourceAddress';
import type { AssignedRole } from '../admin/roleAssignments';
import { type ArmAnswer, pageOf } from '../registry/resourceManager/armAnswer';
import { ArmError, invalidInput } from '../registry/resourceManager/armError';
import { BUILT_IN_ROLES } from './builtInRoles';
import { notAllowed, type ProviderRequest, requireRight } from './providerRequest';

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const ACTION = 'Microsoft.Authorization/roleAssignments';
const bodySchema = z.object({
  properties: z.object({
    roleDefinitionId: z.string(),
    principalId: z.string().regex(GUID),
    principalType: z.string().optional(),
  }),
});

/**
 * `Microsoft.Authorization/roleAssignments`: PUT, GET one, list with a filter, DELETE, in the admin's table.
 * Source: learn.microsoft.com/rest/api/authorization/role-assignments. Conditions are taken and not kept.
 *
 * @throws ArmError
 */
export function answerRoleAssignments(request: ProviderRequest): ArmAnswer {
  const { method, path, admin, url } = request;
  const { name } = path;
  if (name === undefined) {
    if (method !== 'GET') throw notAllowed(request);
    requireRight(request, `${ACTION}/read`, path.scope);
    const found = listed(request).map((role) => describeAssignment(request, role));
    return { status: 200, body: pageOf(found, url, admin.settings.pageSize) };
  }
  const found = at(request, name);
  switch (method) {
    case 'GET':
      requireRight(request, `${ACTION}/read`, path.scope);
      if (!found) throw new ArmError(404, 'RoleAssignmentNotFound', `The role assignment '${name}' is not found.`);
      return { status: 200, body: describeAssignment(request, found) };
    case 'PUT':
      requireRight(request, `${ACTION}/write`, path.scope);
      return put(request, name, found);
    case 'DELETE':
      requireRight(request, `${ACTION}/delete`, path.scope);
      if (!found) return { status: 204 };
      admin.roles.remove(found);
      return { status: 200, body: describeAssignment(request, found) };
    default:
      throw notAllowed(request);
  }
}

function put(request: ProviderRequest, name: string, found: AssignedRole | undefined): ArmAnswer {
  const { admin, platform, path, body } = request;
  if (!GUID.test(name)) {
    const message = `The role assignment ID '${name}' is not valid. The role assignment ID must be a GUID.`;
    throw new ArmError(400, 'InvalidRoleAssignmentId', message);
  }
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) throw invalidInput('The role assignment needs a roleDefinitionId and a principalId.');
  const { roleDefinitionId, principalId } = parsed.data.properties;
  const assignment = { principalId, role: roleNamed(roleDefinitionId), scope: path.scope };
  const same = admin.roles.same(assignment);
  if (same && same.name.toLowerCase() === name.toLowerCase())
    return { status: 200, body: describeAssignment(request, same) };
  if (same) {
    const message = `The role assignment already exists. The ID of the conflicting role assignment is ${same.name.replaceAll('-', '')}.`;
    throw new ArmError(409, 'RoleAssignmentExists', message);
  }
  if (found) {
    const message = 'Tenant ID, application ID, principal ID, and scope are not allowed to be updated.';
    throw new ArmError(400, 'RoleAssignmentUpdateNotPermitted', message);
  }
  const inForceFrom = platform.now() + admin.settings.rolePropagationSeconds * 1000;
  const made = admin.roles.assign(assignment, { name, inForceFrom });
  return { status: 201, body: describeAssignment(request, made) };
}

function at({ admin, path }: ProviderRequest, name: string): AssignedRole | undefined {
  const isHere = ({ scope }: AssignedRole): boolean =>
    admin.roles.resourceIdOf(scope).toLowerCase() === path.scope.toLowerCase();
  return admin.roles.list().find((role) => role.name.toLowerCase() === name.toLowerCase() && isHere(role));
}

/** At, above and below the scope; with `atScope()` not below it. */
function listed({ admin, path, url }: ProviderRequest): AssignedRole[] {
  const filter = url.searchParams.get('$filter') ?? '';
  const [, principal] = /(?:assignedTo\('|principalId\s+eq\s+')([^']+)'/i.exec(filter) ?? [];
  if (filter !== '' && principal === undefined && !/atScope\(\)/i.test(filter)) {
    throw new ArmError(400, 'InvalidFilter', `The filter '${filter}' is not supported.`);
  }
  return admin.roles.list().filter(({ scope, principalId }) => {
    const own = admin.roles.resourceIdOf(scope);
    if (principal !== undefined && principal.toLowerCase() !== principalId.toLowerCase()) return false;
    return covers(own, path.scope) || (!/atScope\(\)/i.test(filter) && covers(path.scope, own));
  });
}

function roleNamed(roleDefinitionId: string): string {
  const id = roleDefinitionId.split('/').at(-1)?.toLowerCase();
  const [name] = Object.entries(BUILT_IN_ROLES).find(([, role]) => role.id === id) ?? [];
  if (name !== undefined) return name;
  const message = `The specified role definition with ID '${id}' does not exist.`;
  throw new ArmError(400, 'RoleDefinitionDoesNotExist', message);
}

function describeAssignment({ admin, path }: ProviderRequest, role: AssignedRole): unknown {
  const [subscription] = /^\/subscriptions\/[^/]+/i.exec(path.scope) ?? [''];
  const definitions = `${subscription}/providers/Microsoft.Authorization/roleDefinitions`;
  const scope = admin.roles.resourceIdOf(role.scope);
  return {
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${role.name}`,
    name: role.name,
    type: 'Microsoft.Authorization/roleAssignments',
    properties: {
      roleDefinitionId: `${definitions}/${BUILT_IN_ROLES[role.role]?.id ?? role.role}`,
      principalId: role.principalId,
      principalType: 'ServicePrincipal',
      scope,
      createdOn: role.createdOn,
      updatedOn: role.createdOn,
    },
  };
}
