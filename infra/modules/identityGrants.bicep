import { grant } from '../types.bicep'

metadata description = 'Roles on a user-assigned identity, which is not changed otherwise.'

param identityName string
param grants grant[]

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = {
  name: identityName
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for one in grants: {
    scope: identity
    // Made of what it says: a second deployment makes the same one.
    name: guid(identity.id, one.roleId, one.principalId)
    properties: {
      principalId: one.principalId
      principalType: one.principalType
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', one.roleId)
    }
  }
]
