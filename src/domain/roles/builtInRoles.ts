/** A built-in role; the id of its definition is the same in every tenant. */
export interface BuiltInRole {
  readonly role: string;
  readonly roleDefinitionId: string;
}

/** Source: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
export const BLOB_CONTRIBUTOR = named('Storage Blob Data Contributor', 'ba92f5b4-2d11-453d-a403-e96b0029c9fe');
export const BLOB_READER = named('Storage Blob Data Reader', '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1');
export const BLOB_DELEGATOR = named('Storage Blob Delegator', 'db58b8e5-c6ad-4a2a-8342-4190687cbf4a');
export const SECRETS_USER = named('Key Vault Secrets User', '4633458b-17de-408a-b874-0445c86b69e6');
export const SECRETS_OFFICER = named('Key Vault Secrets Officer', 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7');
export const PIPELINE_CONTRIBUTOR = named(
  'Container Registry Transfer Pipeline Contributor',
  'bf94e731-3a51-4a7c-8c54-a1ab9971dfc1',
);
export const ACR_PULL = named('AcrPull', '7f951dda-4ed3-4680-a7ca-43fe172d538d');
export const REPOSITORY_READER = named('Container Registry Repository Reader', 'b93aa761-3e63-49ed-ac28-beffa264f7ac');
export const CATALOG_LISTER = named(
  'Container Registry Repository Catalog Lister',
  'bfdb9389-c9a5-478a-bb2f-ba9ca092c3c7',
);
export const IDENTITY_OPERATOR = named('Managed Identity Operator', 'f1a07417-d97a-45cb-824c-7a7467783830');
export const BLOB_OWNER = named('Storage Blob Data Owner', 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b');
export const VAULT_ADMINISTRATOR = named('Key Vault Administrator', '00482a5a-887f-4fb3-b363-3b7fe8e74483');
export const OWNER = named('Owner', '8e3af657-a8ff-443c-a75c-2fe8c4bcb635');
export const CONTRIBUTOR = named('Contributor', 'b24988ac-6180-42a0-ab88-20f7382dd24c');
export const READER = named('Reader', 'acdd72a7-3385-48ef-bd42-f606fba81ae7');
export const ROLES_ADMINISTRATOR = named(
  'Role Based Access Control Administrator',
  'f58310d9-a9f6-439a-9e8d-f62e7b41a168',
);

const ALL = [
  ...[BLOB_CONTRIBUTOR, BLOB_READER, BLOB_DELEGATOR, BLOB_OWNER, SECRETS_USER, SECRETS_OFFICER, VAULT_ADMINISTRATOR],
  ...[PIPELINE_CONTRIBUTOR, ACR_PULL, REPOSITORY_READER, CATALOG_LISTER, IDENTITY_OPERATOR, ROLES_ADMINISTRATOR],
  ...[OWNER, CONTRIBUTOR, READER],
];

/** Whether the id is that of a role that is named here: of any other nobody can say what it allows. */
export function isBuiltIn(roleDefinitionId: string): boolean {
  return ALL.some((one) => one.roleDefinitionId === roleDefinitionId.toLowerCase());
}

function named(role: string, roleDefinitionId: string): BuiltInRole {
  return { role, roleDefinitionId };
}
