import { endpointsOfAccount, tagsOfResource } from '../types.bicep'

metadata description = 'A storage account without shared keys, with its containers.'

param name string
param location string
param tags tagsOfResource
param sku 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GRS' | 'Standard_RAGRS' | 'Standard_GZRS' | 'Standard_RAGZRS'
@description('Names of the containers to make.')
param containers string[] = []
@description('Days for which deleted blobs, deleted containers and older versions are kept; 0: not at all.')
@minValue(0)
@maxValue(365)
param keepDays int = 0
@description('Whether a blob that is written again keeps what it was.')
param versioning bool = false
@description('Disabled only where private endpoints lead to the account.')
param publicNetworkAccess 'Enabled' | 'Disabled' = 'Enabled'

var retention = keepDays == 0 ? { enabled: false } : { enabled: true, days: max(keepDays, 1) }

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: publicNetworkAccess
    supportsHttpsTrafficOnly: true
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: retention
    containerDeleteRetentionPolicy: retention
    isVersioningEnabled: versioning
  }
}

// Soft delete ends no version, and each write makes one: learn.microsoft.com/azure/storage/blobs/versioning-overview. What this deletes, soft delete
// keeps: a version can be brought back for keepDays after it was written over, too.
resource ageOfVersions 'Microsoft.Storage/storageAccounts/managementPolicies@2023-05-01' = if (versioning && keepDays > 0) {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'old-versions'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: { blobTypes: ['blockBlob'] }
            actions: { version: { delete: { daysAfterCreationGreaterThan: keepDays } } }
          }
        }
      ]
    }
  }
  dependsOn: [blobs]
}

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = [
  for one in containers: {
    parent: blobs
    name: one
    properties: { publicAccess: 'None' }
  }
]

output id string = account.id
output name string = account.name
output endpoints endpointsOfAccount = {
  blob: account.properties.primaryEndpoints.blob
  queue: account.properties.primaryEndpoints.queue
  table: account.properties.primaryEndpoints.table
}
