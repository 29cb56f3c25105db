metadata description = 'The region of a storage account: its system topic has to be there, too.'

param accountName string

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: accountName
}

output location string = account.location
