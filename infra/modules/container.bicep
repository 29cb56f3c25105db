metadata description = 'A container of a storage account, of which nothing else is changed. One that is there already is left as it is where that is said.'

param accountName string
param containerName string
@description('Whether it is there already.')
param exists bool = false

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: accountName

  resource blobs 'blobServices' existing = {
    name: 'default'
  }
}

// A PUT of one that is there makes it private, and may take its metadata [INF].
resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = if (!exists) {
  parent: account::blobs
  name: containerName
  properties: { publicAccess: 'None' }
}

@description('Its address as the service tells it, without a slash at the end: no suffix is guessed.')
output uri string = '${account.properties.primaryEndpoints.blob}${containerName}'
