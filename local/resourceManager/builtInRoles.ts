/** A built-in role: what it allows on the management plane and on data. */
export interface BuiltInRole {
  /** Of its definition, the same in every tenant. */
  id: string;
  actions: readonly string[];
  notActions?: readonly string[];
  dataActions?: readonly string[];
}

const REGISTRY = 'Microsoft.ContainerRegistry/registries';
const BLOBS = 'Microsoft.Storage/storageAccounts/blobServices';
const CONTAINERS = `${BLOBS}/containers`;
const SECRETS = 'Microsoft.KeyVault/vaults/secrets';
const CREATE_KEY = `${BLOBS}/generateUserDelegationKey/action`;

/**
 * The roles that the emulated services know, by name.
 *
 * Source: learn.microsoft.com/azure/role-based-access-control/built-in-roles. [INF] the actions of the two Container Registry Repository
 * roles and of Transfer Pipeline Contributor, whose page words them; what no emulated service asks for is left out.
 */
export const BUILT_IN_ROLES: Readonly<Record<string, BuiltInRole>> = {
  Owner: { id: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635', actions: ['*'] },
  Contributor: {
    id: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
    actions: ['*'],
    notActions: [
      'Microsoft.Authorization/*/Delete',
      'Microsoft.Authorization/*/Write',
      'Microsoft.Authorization/elevateAccess/Action',
    ],
  },
  Reader: { id: 'acdd72a7-3385-48ef-bd42-f606fba81ae7', actions: ['*/read'] },
  'User Access Administrator': {
    id: '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9',
    actions: ['*/read', 'Microsoft.Authorization/*'],
  },
  'Role Based Access Control Administrator': {
    id: 'f58310d9-a9f6-439a-9e8d-f62e7b41a168',
    actions: [
      'Microsoft.Authorization/roleAssignments/write',
      'Microsoft.Authorization/roleAssignments/delete',
      '*/read',
    ],
  },
  'Managed Identity Operator': {
    id: 'f1a07417-d97a-45cb-824c-7a7467783830',
    actions: [
      'Microsoft.ManagedIdentity/userAssignedIdentities/*/read',
      'Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action',
      'Microsoft.Authorization/*/read',
    ],
  },
  'Container Registry Transfer Pipeline Contributor': {
    id: 'bf94e731-3a51-4a7c-8c54-a1ab9971dfc1',
    actions: [
      `${REGISTRY}/read`,
      ...['exportPipelines', 'importPipelines', 'pipelineRuns'].flatMap((resource) => [
        `${REGISTRY}/${resource}/read`,
        `${REGISTRY}/${resource}/write`,
        `${REGISTRY}/${resource}/delete`,
        `${REGISTRY}/${resource}/operationStatuses/read`,
      ]),
    ],
  },
  AcrPull: { id: '7f951dda-4ed3-4680-a7ca-43fe172d538d', actions: [`${REGISTRY}/pull/read`] },
  'Container Registry Repository Reader': {
    id: 'b93aa761-3e63-49ed-ac28-beffa264f7ac',
    actions: [],
    dataActions: [`${REGISTRY}/repositories/content/read`, `${REGISTRY}/repositories/metadata/read`],
  },
  'Container Registry Repository Catalog Lister': {
    id: 'bfdb9389-c9a5-478a-bb2f-ba9ca092c3c7',
    actions: [],
    dataActions: [`${REGISTRY}/catalog/read`],
  },
  'Storage Blob Data Owner': {
    id: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b',
    actions: [`${CONTAINERS}/*`, CREATE_KEY],
    dataActions: [`${CONTAINERS}/blobs/*`],
  },
  'Storage Blob Data Contributor': {
    id: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
    actions: [`${CONTAINERS}/delete`, `${CONTAINERS}/read`, `${CONTAINERS}/write`, CREATE_KEY],
    dataActions: ['delete', 'read', 'write', 'move/action', 'add/action'].map((act) => `${CONTAINERS}/blobs/${act}`),
  },
  'Storage Blob Data Reader': {
    id: '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1',
    actions: [`${CONTAINERS}/read`, CREATE_KEY],
    dataActions: [`${CONTAINERS}/blobs/read`],
  },
  'Storage Blob Delegator': {
    id: 'db58b8e5-c6ad-4a2a-8342-4190687cbf4a',
    actions: [CREATE_KEY],
  },
  'Key Vault Administrator': {
    id: '00482a5a-887f-4fb3-b363-3b7fe8e74483',
    actions: ['Microsoft.Authorization/*/read', 'Microsoft.KeyVault/vaults/*/read'],
    dataActions: ['Microsoft.KeyVault/vaults/*'],
  },
  'Key Vault Secrets Officer': {
    id: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7',
    actions: ['Microsoft.Authorization/*/read', 'Microsoft.KeyVault/vaults/*/read'],
    dataActions: [`${SECRETS}/*`],
  },
  'Key Vault Secrets User': {
    id: '4633458b-17de-408a-b874-0445c86b69e6',
    actions: [],
    dataActions: [`${SECRETS}/getSecret/action`, `${SECRETS}/readMetadata/action`],
  },
};
