import { accessMode } from '../types.bicep'

metadata description = 'An export pipeline of a registry that is somebody’s already: of the registry nothing else is changed.'

param registryName string
param pipelineName string
param location string
@description('Resource id of the pipeline’s user-assigned identity.')
param identityId string
@description('Address of the container, without a slash at the end.')
param containerUri string
param storageAccessMode accessMode
@description('With SasToken: the secret that holds the SAS, without a version.')
param secretUri string
param options string[]

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' existing = {
  name: registryName
}

resource pipeline 'Microsoft.ContainerRegistry/registries/exportPipelines@2025-06-01-preview' = {
  parent: registry
  name: pipelineName
  location: location
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    target: union(
      { type: 'AzureStorageBlobContainer', uri: containerUri, storageAccessMode: storageAccessMode },
      storageAccessMode == 'SasToken' ? { keyVaultUri: secretUri } : {}
    )
    options: options
  }
}

output id string = pipeline.id
