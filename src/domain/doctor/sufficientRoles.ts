import { BLOB_CONTRIBUTOR, BLOB_READER, SECRETS_USER } from '../roles/builtInRoles';

/** Built-in roles that allow more: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const BLOB_OWNER = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b';
const SECRETS_OFFICER = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7';
const VAULT_ADMINISTRATOR = '00482a5a-887f-4fb3-b363-3b7fe8e74483';

const SUFFICIENT: Readonly<Record<string, readonly string[]>> = {
  [BLOB_READER.roleDefinitionId]: [BLOB_READER.roleDefinitionId, BLOB_CONTRIBUTOR.roleDefinitionId, BLOB_OWNER],
  [BLOB_CONTRIBUTOR.roleDefinitionId]: [BLOB_CONTRIBUTOR.roleDefinitionId, BLOB_OWNER],
  [SECRETS_USER.roleDefinitionId]: [SECRETS_USER.roleDefinitionId, SECRETS_OFFICER, VAULT_ADMINISTRATOR],
};

/** Ids of the built-in roles that do for what a role is needed for, in small letters. */
export function sufficientRoles(roleDefinitionId: string): readonly string[] {
  return SUFFICIENT[roleDefinitionId] ?? [roleDefinitionId];
}
