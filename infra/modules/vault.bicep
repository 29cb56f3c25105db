import { tagsOfResource } from '../types.bicep'

metadata description = 'A key vault with roles instead of access policies, whose content nobody can destroy for good before its time.'

param name string
param location string
param tags tagsOfResource
@description('Disabled only where a private endpoint leads to the vault. Registries are trusted services of a vault.')
param publicNetworkAccess 'Enabled' | 'Disabled' = 'Enabled'

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enablePurgeProtection: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enabledForDeployment: false
    enabledForDiskEncryption: false
    enabledForTemplateDeployment: false
    publicNetworkAccess: publicNetworkAccess
    networkAcls: { bypass: 'AzureServices', defaultAction: publicNetworkAccess == 'Enabled' ? 'Allow' : 'Deny' }
  }
}

output id string = vault.id
output name string = vault.name
@description('With a slash at the end, as the service tells it.')
output uri string = vault.properties.vaultUri
