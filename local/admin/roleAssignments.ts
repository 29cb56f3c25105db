import { z } from 'zod';
import { nonEmptyText } from '../../src/domain/validation/fields';
import { parseBody } from './adminInputError';

/** Azurite checks no roles, so this table decides who may do what. */
export interface RoleAssignment {
  principalId: string;
  /** Name of a built-in role, as `Storage Blob Data Contributor`. */
  role: string;
  /** URI of a container or account (or of a vault); it covers everything below itself. */
  scope: string;
}

/** Whether one of `roles` is assigned to the principal at `resource` or above it. */
export function hasRole(
  assignments: readonly RoleAssignment[],
  principalId: string,
  roles: readonly string[],
  resource: string,
): boolean {
  return assignments.some(
    (assignment) =>
      assignment.principalId.toLowerCase() === principalId.toLowerCase() &&
      roles.includes(assignment.role) &&
      covers(assignment.scope, resource),
  );
}

const assignmentSchema = z.object({
  principalId: nonEmptyText('the object id of a principal'),
  role: nonEmptyText('the name of a built-in role, like Storage Blob Data Contributor'),
  scope: nonEmptyText('the URI of a container, a storage account or a vault'),
});

/** @throws AdminInputError unless all three parts are there as text. */
export function parseRoleAssignment(input: unknown): RoleAssignment {
  return parseBody(assignmentSchema, input);
}

export function sameAssignment(one: RoleAssignment, other: RoleAssignment): boolean {
  return (
    one.principalId.toLowerCase() === other.principalId.toLowerCase() &&
    one.role === other.role &&
    normalize(one.scope) === normalize(other.scope)
  );
}

function covers(scope: string, resource: string): boolean {
  return `${normalize(resource)}/`.startsWith(`${normalize(scope)}/`);
}

function normalize(uri: string): string {
  return uri.replace(/\/+$/, '').toLowerCase();
}
