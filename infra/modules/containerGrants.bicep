import { grant } from '../types.bicep'

metadata description = 'Roles on a container of a storage account, which is not changed otherwise.'

param accountName string
param containerName string
param grants grant[]

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' existing = {
  name: '${accountName}/default/${containerName}'
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for one in grants: {
    scope: container
    // Made of what it says: a second deployment makes the same one.
    name: guid(container.id, one.roleId, one.principalId)
    properties: {
      principalId: one.principalId
      principalType: one.principalType
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', one.roleId)
    }
  }
]
