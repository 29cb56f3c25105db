metadata description = 'A lock on the storage account with the ledger and the state: nobody deletes it before the lock is removed.'

param accountName string

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: accountName
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: account
  name: 'acr-ferry-state'
  properties: {
    level: 'CanNotDelete'
    notes: 'Ledger, reports and index of acr-ferry: docs/deploy.md says how it is moved.'
  }
}
