targetScope = 'subscription'

import { missing, place, placeOf, tagsOfResource } from 'types.bicep'

metadata description = 'Event Grid for acr-ferry, once its code is deployed: a subscription can only lead to a function that is there.'

@description('Resource id of the function app.')
param functionAppId string

@description('Object id of the app’s identity, with which its doctor looks at topics and subscriptions.')
param appPrincipalId string

@description('GUID of the app’s own role for that.')
param looksRoleId string

@description('Resource id of the source registry whose pushes start transfers; empty: none.')
param sourceRegistryId string = ''

@description('Name of the system topic that the registry has already, in its resource group; empty: one is made.')
param sourceTopicName string = ''

@description('What repositories have to begin with, like team/; empty: any.')
param repositoryPrefix string = ''

@description('Resource id of the storage account whose blobs are imported; empty: none.')
param targetStorageAccountId string = ''

@description('Name of the system topic that the account has already, in its resource group; empty: one is made.')
param targetTopicName string = ''

@description('Container of the imports.')
param importContainer string = 'imports'

@description('arrivals.prefix of the route.')
param arrivalsPrefix string = ''

@description('Whether the account has a hierarchical namespace: there a blob is whole only later.')
param hierarchicalNamespace bool = false

@description('Resource id of the storage account for what could not be delivered; empty: it is dropped. System topics that exist need a system-assigned identity for it.')
param deadLetterAccountId string = ''

@description('Container for what could not be delivered. Never that of the imports: each would be an event.')
param deadLetterContainer string = 'dead-letters'

@description('Tags of the system topics.')
param tags tagsOfResource = {}

var roles = loadJsonContent('roles.json').builtIn
var looks = [{ principalId: appPrincipalId, principalType: 'ServicePrincipal', roleId: looksRoleId }]
var appName = placeOf(functionAppId).name
var registry place = placeOf(sourceRegistryId)
var storage place = placeOf(targetStorageAccountId)
var deadLetters place = placeOf(deadLetterAccountId)
var hasPushes = !empty(sourceRegistryId)
var hasArrivals = !empty(targetStorageAccountId)
var hasDeadLetters = !empty(deadLetterAccountId) && (hasPushes || hasArrivals)
// A registry's name has up to 50 characters, and so has a topic's: learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
var topicOfLongName = '${take('ferry-${registry.name}', 36)}-${uniqueString(toLower(registry.name))}'
var registryTopic = !empty(sourceTopicName)
  ? sourceTopicName
  : length('ferry-${registry.name}') > 50 ? topicOfLongName : 'ferry-${registry.name}'
var storageTopic = empty(targetTopicName) ? 'ferry-${storage.name}' : targetTopicName
var isOwnLetterBox = toLower(deadLetterAccountId) != toLower(targetStorageAccountId) || deadLetterContainer != importContainer
var letterBox = isOwnLetterBox
  ? deadLetterContainer
  : missing('deadLetterContainer is the container of the imports: each dead letter would be an event', {})

module letters 'modules/container.bicep' = if (hasDeadLetters) {
  name: 'ferry-dead-letters'
  scope: resourceGroup(deadLetters.subscriptionId, deadLetters.resourceGroup)
  params: { accountName: deadLetters.name, containerName: letterBox }
}

module locationOfRegistry 'modules/registryLocation.bicep' = if (hasPushes && empty(sourceTopicName)) {
  name: 'ferry-location-of-registry'
  scope: resourceGroup(registry.subscriptionId, registry.resourceGroup)
  params: { registryName: registry.name }
}

module locationOfStorage 'modules/accountLocation.bicep' = if (hasArrivals && empty(targetTopicName)) {
  name: 'ferry-location-of-storage'
  scope: resourceGroup(storage.subscriptionId, storage.resourceGroup)
  params: { accountName: storage.name }
}

module topicOfRegistry 'modules/events/systemTopic.bicep' = if (hasPushes && empty(sourceTopicName)) {
  name: 'ferry-topic-of-registry'
  scope: resourceGroup(registry.subscriptionId, registry.resourceGroup)
  params: {
    name: registryTopic
    location: locationOfRegistry!.outputs.location
    tags: tags
    sourceId: sourceRegistryId
    topicType: 'Microsoft.ContainerRegistry.Registries'
  }
}

module topicOfStorage 'modules/events/systemTopic.bicep' = if (hasArrivals && empty(targetTopicName)) {
  name: 'ferry-topic-of-storage'
  scope: resourceGroup(storage.subscriptionId, storage.resourceGroup)
  params: {
    name: storageTopic
    location: locationOfStorage!.outputs.location
    tags: tags
    sourceId: targetStorageAccountId
    topicType: 'Microsoft.Storage.StorageAccounts'
  }
}

module existingTopicOfRegistry 'modules/events/existingTopic.bicep' = if (hasPushes && !empty(sourceTopicName) && hasDeadLetters) {
  name: 'ferry-existing-topic-of-registry'
  scope: resourceGroup(registry.subscriptionId, registry.resourceGroup)
  params: { name: registryTopic }
}

module existingTopicOfStorage 'modules/events/existingTopic.bicep' = if (hasArrivals && !empty(targetTopicName) && hasDeadLetters) {
  name: 'ferry-existing-topic-of-storage'
  scope: resourceGroup(storage.subscriptionId, storage.resourceGroup)
  params: { name: storageTopic }
}

module lettersOfRegistry 'modules/containerGrants.bicep' = if (hasPushes && hasDeadLetters) {
  name: 'ferry-letters-of-registry'
  scope: resourceGroup(deadLetters.subscriptionId, deadLetters.resourceGroup)
  params: {
    accountName: deadLetters.name
    containerName: letterBox
    grants: [
      {
        principalId: empty(sourceTopicName)
          ? topicOfRegistry!.outputs.principalId
          : existingTopicOfRegistry!.outputs.principalId
        principalType: 'ServicePrincipal'
        roleId: roles.blobContributor.id
      }
    ]
  }
  dependsOn: [letters]
}

module lettersOfStorage 'modules/containerGrants.bicep' = if (hasArrivals && hasDeadLetters) {
  name: 'ferry-letters-of-storage'
  scope: resourceGroup(deadLetters.subscriptionId, deadLetters.resourceGroup)
  params: {
    accountName: deadLetters.name
    containerName: letterBox
    grants: [
      {
        principalId: empty(targetTopicName)
          ? topicOfStorage!.outputs.principalId
          : existingTopicOfStorage!.outputs.principalId
        principalType: 'ServicePrincipal'
        roleId: roles.blobContributor.id
      }
    ]
  }
  dependsOn: [letters]
}

module looksAtPushes 'modules/events/topicGrants.bicep' = if (hasPushes) {
  name: 'ferry-looks-at-pushes'
  scope: resourceGroup(registry.subscriptionId, registry.resourceGroup)
  params: { topicName: registryTopic, grants: looks }
  dependsOn: [topicOfRegistry]
}

module looksAtArrivals 'modules/events/topicGrants.bicep' = if (hasArrivals) {
  name: 'ferry-looks-at-arrivals'
  scope: resourceGroup(storage.subscriptionId, storage.resourceGroup)
  params: { topicName: storageTopic, grants: looks }
  dependsOn: [topicOfStorage]
}

module pushes 'modules/events/subscription.bicep' = if (hasPushes) {
  name: 'ferry-pushes'
  scope: resourceGroup(registry.subscriptionId, registry.resourceGroup)
  params: {
    topicName: registryTopic
    name: '${appName}-pushes'
    functionId: '${functionAppId}/functions/imagePushed'
    eventTypes: [
      'Microsoft.ContainerRegistry.ImagePushed'
      'Microsoft.ContainerRegistry.ChartPushed'
      'Microsoft.ContainerRegistry.ImageDeleted'
      'Microsoft.ContainerRegistry.ChartDeleted'
    ]
    subjectBeginsWith: repositoryPrefix
    advancedFilters: []
    deadLetterAccountId: deadLetterAccountId
    deadLetterContainer: letterBox
  }
  dependsOn: [topicOfRegistry, lettersOfRegistry]
}

module arrivals 'modules/events/subscription.bicep' = if (hasArrivals) {
  name: 'ferry-arrivals'
  scope: resourceGroup(storage.subscriptionId, storage.resourceGroup)
  params: {
    topicName: storageTopic
    name: '${appName}-arrivals'
    functionId: '${functionAppId}/functions/blobCreated'
    eventTypes: ['Microsoft.Storage.BlobCreated']
    subjectBeginsWith: '/blobServices/default/containers/${importContainer}/blobs/${arrivalsPrefix}'
    advancedFilters: concat(
      [
        // Manifests, page blobs and append blobs are nothing to import.
        { operatorType: 'StringNotEndsWith', key: 'subject', values: ['.manifest.json'] }
        { operatorType: 'StringIn', key: 'data.blobType', values: ['BlockBlob'] }
      ],
      hierarchicalNamespace
        ? [
            {
              operatorType: 'StringIn'
              key: 'data.api'
              values: ['FlushWithClose', 'PutBlob', 'PutBlockList', 'CopyBlob']
            }
          ]
        : []
    )
    deadLetterAccountId: deadLetterAccountId
    deadLetterContainer: letterBox
  }
  dependsOn: [topicOfStorage, lettersOfStorage]
}
