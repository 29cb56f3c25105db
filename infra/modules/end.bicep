targetScope = 'subscription'

import { accessMode, customRoleIds, place, placeOf, tagsOfResource } from '../types.bicep'

metadata description = 'One end of a route: the container, the pipeline of an existing registry with its identity, and who may do what there.'

param end 'source' | 'target'
param location string
param tags tagsOfResource
@description('Resource group of the app.')
param resourceGroupName string
@description('Part of the names that are made.')
param token string

@description('Resource id of the existing registry.')
param registryId string
@description('In a registry with repository permissions AcrPull does not count.')
param repositoryPermissions bool
param pipelineName string
param pipelinesMadeBy 'deployment' | 'app'
param storageAccessMode accessMode
@description('Options of the pipeline.')
param pipelineOptions string[]

@description('Resource id of an existing storage account; empty: one is made.')
param storageAccountId string
param containerName string
@description('Whether the existing account has the container already: then it is not written.')
param containerExists bool

@description('Object id of the app’s identity.')
param appPrincipalId string
@description('Whether the app signs a SAS with which the storage of the other end reads here.')
param signsForOtherEnd bool
@description('Whether the registry is that of the other end, which gives the app its roles there.')
param isRegistryShared bool
@description('Whether the storage account is that of the other end, which gives the app its roles there.')
param isAccountShared bool
@description('GUIDs of the app’s own roles, by their keys in roles.json.')
param customRoles customRoleIds

var roles = loadJsonContent('../roles.json').builtIn
var registry place = placeOf(registryId)
var account place = empty(storageAccountId)
  ? {
      subscriptionId: subscription().subscriptionId
      resourceGroup: resourceGroupName
      name: end == 'source' ? 'ferryexp${token}' : 'ferryimp${token}'
    }
  : placeOf(storageAccountId)
var withSas = storageAccessMode == 'SasToken'
var sasVaultName = 'kv-${take(end, 3)}-${token}'
var identityName = 'id-ferry-${end}-${token}'
var secretName = end == 'source' ? 'export-sas' : 'import-sas'

module registryLocation 'registryLocation.bicep' = if (pipelinesMadeBy == 'deployment') {
  name: 'ferry-${end}-location-${token}'
  scope: resourceGroup(registry.subscriptionId, registry.resourceGroup)
  params: { registryName: registry.name }
}

module identity 'identity.bicep' = {
  name: 'ferry-${end}-identity'
  scope: resourceGroup(resourceGroupName)
  params: { name: identityName, location: location, tags: tags }
}

module storage 'storageAccount.bicep' = if (empty(storageAccountId)) {
  name: 'ferry-${end}-storage'
  scope: resourceGroup(resourceGroupName)
  params: {
    name: account.name
    location: location
    tags: tags
    sku: 'Standard_LRS'
  }
}

module container 'container.bicep' = {
  name: 'ferry-${end}-container'
  scope: resourceGroup(account.subscriptionId, account.resourceGroup)
  params: {
    accountName: account.name
    containerName: containerName
    exists: containerExists && !empty(storageAccountId)
  }
  dependsOn: [storage]
}

// A vault of its own: roles are given on whole vaults, because the secret is not there before the app writes it, and a pipeline has
// no business with the credentials of other tenants.
module sasVault 'vault.bicep' = if (withSas) {
  name: 'ferry-${end}-vault'
  scope: resourceGroup(resourceGroupName)
  params: { name: sasVaultName, location: location, tags: tags }
}

module sasVaultGrants 'vaultGrants.bicep' = if (withSas) {
  name: 'ferry-${end}-vault-grants'
  scope: resourceGroup(resourceGroupName)
  params: {
    vaultName: sasVaultName
    grants: [
      { principalId: appPrincipalId, principalType: 'ServicePrincipal', roleId: roles.secretsOfficer.id }
      // The officer has `vaults/*/read`, which is not `vaults/read` [INF]: the doctor could not read the vault.
      { principalId: appPrincipalId, principalType: 'ServicePrincipal', roleId: customRoles.looks }
      {
        principalId: identity.outputs.principalId
        principalType: 'ServicePrincipal'
        roleId: roles.secretsUser.id
      }
    ]
  }
  dependsOn: [sasVault]
}

module containerGrants 'containerGrants.bicep' = {
  name: 'ferry-${end}-container-grants'
  scope: resourceGroup(account.subscriptionId, account.resourceGroup)
  params: {
    accountName: account.name
    containerName: containerName
    grants: concat(
      [{ principalId: appPrincipalId, principalType: 'ServicePrincipal', roleId: customRoles.blobs }],
      withSas
        ? []
        : [
            {
              principalId: identity.outputs.principalId
              principalType: 'ServicePrincipal'
              roleId: end == 'source' ? roles.blobContributor.id : roles.blobReader.id
            }
          ]
    )
  }
  dependsOn: [container]
}

module accountGrants 'accountGrants.bicep' = if (!isAccountShared) {
  name: 'ferry-${end}-account-grants'
  scope: resourceGroup(account.subscriptionId, account.resourceGroup)
  params: {
    accountName: account.name
    grants: concat(
      [{ principalId: appPrincipalId, principalType: 'ServicePrincipal', roleId: customRoles.looks }],
      withSas || signsForOtherEnd
        ? [{ principalId: appPrincipalId, principalType: 'ServicePrincipal', roleId: roles.blobDelegator.id }]
        : []
    )
  }
  dependsOn: [storage]
}

module registryGrants 'registryGrants.bicep' = if (!isRegistryShared) {
  name: 'ferry-${end}-registry-grants-${token}'
  scope: resourceGroup(registry.subscriptionId, registry.resourceGroup)
  params: {
    registryName: registry.name
    grants: map(
      concat(
        [customRoles.looks, pipelinesMadeBy == 'app' ? roles.pipelineContributor.id : customRoles.pipelineRuns],
        repositoryPermissions ? [roles.repositoryReader.id, roles.catalogLister.id] : [roles.acrPull.id]
      ),
      id => { principalId: appPrincipalId, principalType: 'ServicePrincipal', roleId: id }
    )
  }
}

module identityGrants 'identityGrants.bicep' = if (pipelinesMadeBy == 'app') {
  name: 'ferry-${end}-identity-grants'
  scope: resourceGroup(resourceGroupName)
  params: {
    identityName: identityName
    grants: [
      { principalId: appPrincipalId, principalType: 'ServicePrincipal', roleId: roles.identityOperator.id }
    ]
  }
  dependsOn: [identity]
}

var secretUri = withSas ? '${sasVault!.outputs.uri}secrets/${secretName}' : ''

module exportPipeline 'exportPipeline.bicep' = if (end == 'source' && pipelinesMadeBy == 'deployment') {
  name: 'ferry-export-pipeline-${token}'
  scope: resourceGroup(registry.subscriptionId, registry.resourceGroup)
  params: {
    registryName: registry.name
    pipelineName: pipelineName
    location: registryLocation!.outputs.location
    identityId: identity.outputs.id
    containerUri: container.outputs.uri
    storageAccessMode: storageAccessMode
    secretUri: secretUri
    options: pipelineOptions
  }
  dependsOn: [containerGrants, sasVaultGrants]
}

module importPipeline 'importPipeline.bicep' = if (end == 'target' && pipelinesMadeBy == 'deployment') {
  name: 'ferry-import-pipeline-${token}'
  scope: resourceGroup(registry.subscriptionId, registry.resourceGroup)
  params: {
    registryName: registry.name
    pipelineName: pipelineName
    location: registryLocation!.outputs.location
    identityId: identity.outputs.id
    containerUri: container.outputs.uri
    storageAccessMode: storageAccessMode
    secretUri: secretUri
    options: pipelineOptions
  }
  dependsOn: [containerGrants, sasVaultGrants]
}

@description('Address of the container: `containerUri` of the routes file.')
output containerUri string = container.outputs.uri
output storageAccountId string = resourceId(
  account.subscriptionId,
  account.resourceGroup,
  'Microsoft.Storage/storageAccounts',
  account.name
)
@description('`assignIdentity` of the routes file, where the app makes the pipeline.')
output pipelineIdentityId string = identity.outputs.id
@description('`secretUri` of the routes file; empty without SasToken.')
output secretUri string = secretUri
@description('`vaultId` of the routes file, for a doctor that looks for the vault in the subscription of the registry; empty without SasToken.')
output vaultId string = withSas ? sasVault!.outputs.id : ''
@description('Name of the storage account that was made; empty: there was one.')
output ownStorageName string = empty(storageAccountId) ? account.name : ''
@description('Name of the vault of the SAS; empty without SasToken.')
output ownVaultName string = withSas ? sasVaultName : ''
