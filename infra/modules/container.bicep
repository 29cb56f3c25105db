metadata description = 'A container of a storage account, of which nothing else is changed.'

param accountName string
param containerName string

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: accountName

  resource blobs 'blobServices' existing = {
    name: 'default'
  }
}

resource container 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = {
  parent: account::blobs
  name: containerName
  properties: { publicAccess: 'None' }
}

@description('Its address as the service tells it, without a slash at the end: no suffix is guessed.')
output uri string = '${account.properties.primaryEndpoints.blob}${containerName}'
