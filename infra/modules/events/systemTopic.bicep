import { tagsOfResource } from '../../types.bicep'

metadata description = 'A system topic for a registry or a storage account that has none: a source may have one only.'

param name string
@description('Region of the source.')
param location string
param tags tagsOfResource
@description('Resource id of the source.')
param sourceId string
param topicType 'Microsoft.ContainerRegistry.Registries' | 'Microsoft.Storage.StorageAccounts'

resource topic 'Microsoft.EventGrid/systemTopics@2022-06-15' = {
  name: name
  location: location
  tags: tags
  // With it Event Grid writes what it could not deliver; delivery to a function takes no identity.
  identity: { type: 'SystemAssigned' }
  properties: { source: sourceId, topicType: topicType }
}

output principalId string = topic.identity.principalId
