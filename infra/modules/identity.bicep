import { tagsOfResource } from '../types.bicep'

metadata description = 'A user-assigned identity: the app’s, or a pipeline’s.'

param name string
param location string
param tags tagsOfResource

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: name
  location: location
  tags: tags
}

output id string = identity.id
output principalId string = identity.properties.principalId
output clientId string = identity.properties.clientId
