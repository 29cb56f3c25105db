import { z } from 'zod';
import { nonEmptyText } from '../../src/domain/validation/fields';
import { parseBody } from './adminInputError';

/** Azurite checks no roles, so a table of these decides who may do what. */
export interface RoleAssignment {
  principalId: string;
  /** Name of a built-in role, as `Storage Blob Data Contributor`. */
  role: string;
  /** Resource id, or URI of a container, an account or a vault; it covers everything below itself. */
  scope: string;
}

/** One that the table holds. */
export interface AssignedRole extends RoleAssignment {
  /** A UUID. */
  name: string;
  createdOn: string;
  /** Milliseconds since 1970; absent when it was in force at once. */
  inForceFrom?: number;
}

const assignmentSchema = z.object({
  principalId: nonEmptyText('the object id of a principal'),
  role: nonEmptyText('the name of a built-in role, like Storage Blob Data Contributor'),
  scope: nonEmptyText('the URI of a container, a storage account or a vault, or a resource id'),
});

/** @throws AdminInputError unless all three parts are there as text. */
export function parseRoleAssignment(input: unknown): RoleAssignment {
  return parseBody(assignmentSchema, input);
}
