import { grant } from '../types.bicep'

metadata description = 'Roles on a vault, which is not changed otherwise.'

param vaultName string
param grants grant[]

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: vaultName
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for one in grants: {
    scope: vault
    // Made of what it says: a second deployment makes the same one.
    name: guid(vault.id, one.roleId, one.principalId)
    properties: {
      principalId: one.principalId
      principalType: one.principalType
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', one.roleId)
    }
  }
]
