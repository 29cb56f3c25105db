import { grant } from '../types.bicep'

metadata description = 'Roles on a storage account, which is not changed otherwise.'

param accountName string
param grants grant[]

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: accountName
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for one in grants: {
    scope: account
    // Made of what it says: a second deployment makes the same one.
    name: guid(account.id, one.roleId, one.principalId)
    properties: {
      principalId: one.principalId
      principalType: one.principalType
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', one.roleId)
    }
  }
]
