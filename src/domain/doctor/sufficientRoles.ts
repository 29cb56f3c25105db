import {
  ACR_PULL,
  BLOB_CONTRIBUTOR,
  BLOB_DELEGATOR,
  BLOB_OWNER,
  BLOB_READER,
  CONTRIBUTOR,
  OWNER,
  PIPELINE_CONTRIBUTOR,
  READER,
  SECRETS_OFFICER,
  SECRETS_USER,
  VAULT_ADMINISTRATOR,
  type BuiltInRole,
} from '../roles/builtInRoles';

/** Built-in roles that allow more: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const SUFFICIENT: readonly (readonly [BuiltInRole, ...BuiltInRole[]])[] = [
  [BLOB_READER, BLOB_CONTRIBUTOR, BLOB_OWNER],
  [BLOB_CONTRIBUTOR, BLOB_OWNER],
  [BLOB_DELEGATOR, BLOB_READER, BLOB_CONTRIBUTOR, BLOB_OWNER, CONTRIBUTOR, OWNER],
  [SECRETS_USER, SECRETS_OFFICER, VAULT_ADMINISTRATOR],
  [PIPELINE_CONTRIBUTOR, CONTRIBUTOR, OWNER],
  // In a registry without permissions for each repository.
  [ACR_PULL, READER, CONTRIBUTOR, OWNER],
];

/** Ids of the built-in roles that do for what a role is needed for, in small letters. */
export function sufficientRoles(roleDefinitionId: string): readonly string[] {
  const found = SUFFICIENT.find(([role]) => role.roleDefinitionId === roleDefinitionId);
  return found?.map((role) => role.roleDefinitionId) ?? [roleDefinitionId];
}
