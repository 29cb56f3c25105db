import { grant } from '../types.bicep'

metadata description = 'Roles on a registry, which is not changed otherwise.'

param registryName string
param grants grant[]

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' existing = {
  name: registryName
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for one in grants: {
    scope: registry
    // Made of what it says: a second deployment makes the same one.
    name: guid(registry.id, one.roleId, one.principalId)
    properties: {
      principalId: one.principalId
      principalType: one.principalType
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', one.roleId)
    }
  }
]
