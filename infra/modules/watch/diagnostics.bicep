metadata description = 'Diagnostic settings of what is made in the resource group of the app: who reads and writes secrets and state.'

@description('Resource id of the workspace to log to.')
param workspaceId string
param functionAppName string
@description('Storage accounts of this resource group.')
param storageNames string[]
@description('Key vaults of this resource group.')
param vaultNames string[]
@description('Whether each read of a blob is logged as well: the app looks into its containers every five minutes.')
param storageReads bool

var settingName = 'acr-ferry'

resource app 'Microsoft.Web/sites@2024-04-01' existing = {
  name: functionAppName
}

resource ofApp 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: app
  name: settingName
  properties: {
    workspaceId: workspaceId
    // Not every plan has the other categories, and an unknown one fails the deployment.
    logs: [{ category: 'FunctionAppLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' existing = [
  for one in storageNames: { name: '${one}/default' }
]

resource ofBlobs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = [
  for (one, number) in storageNames: {
    scope: blobs[number]
    name: settingName
    properties: {
      workspaceId: workspaceId
      logs: [
        for category in ['StorageRead', 'StorageWrite', 'StorageDelete']: {
          category: category
          enabled: category != 'StorageRead' || storageReads
        }
      ]
      metrics: [{ category: 'Transaction', enabled: true }]
    }
  }
]

resource vaults 'Microsoft.KeyVault/vaults@2023-07-01' existing = [for one in vaultNames: { name: one }]

resource ofVaults 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = [
  for (one, number) in vaultNames: {
    scope: vaults[number]
    name: settingName
    properties: {
      workspaceId: workspaceId
      logs: [{ category: 'AuditEvent', enabled: true }]
      metrics: [{ category: 'AllMetrics', enabled: true }]
    }
  }
]
