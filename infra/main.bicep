targetScope = 'subscription'

import { accessMode, idOf, missing, place, placeOf, planOfApp, privateDnsZones, roleOfApp, tagsOfResource } from 'types.bicep'

metadata description = 'acr-ferry: the function app, its storage and identities, the containers and the transfer pipelines.'

@description('Name of this deployment: part of every name that it makes.')
@minLength(2)
@maxLength(64)
param name string

@description('Where everything is made.')
param location string = deployment().location

@description('Resource group to make.')
param resourceGroupName string = 'rg-${name}'

@description('Tags of everything that is made.')
param tags tagsOfResource = {}

@description('Which halves of a transfer the app does.')
param role roleOfApp = 'both'

@description('What the app runs on. Flex Consumption does not exist in every cloud.')
param plan planOfApp = 'flexConsumption'

@description('Size of a premium plan (EP1) or a dedicated one (P1v3); empty for these.')
param planSku string = ''

@description('Version of Node.js.')
param nodeVersion '22' | '24' = '22'

@description('Memory of an instance of Flex Consumption, in MB.')
param instanceMemoryMB 512 | 2048 | 4096 = 2048

@description('The most instances of the app that work at once; a dedicated plan has as many as its own scaling says. Without it 40 on Flex Consumption, and 20 on a premium plan: most regions allow no more of Linux.')
@minValue(1)
@maxValue(100)
param maximumInstances int?

@description('Instances of Flex Consumption for orchestrations and activities that are always there, and paid for. The vendor recommends 1, against cold starts; without it the app’s own timer starts one each minute.')
@minValue(0)
@maxValue(100)
param alwaysReady int = 0

@description('Resource id of the existing source registry (Premium). Needed unless the role is importOnly.')
param sourceRegistryId string = ''

@description('Resource id of the existing target registry (Premium). Needed unless the role is exportOnly.')
param targetRegistryId string = ''

@description('Whether registries have the permission mode "RBAC Registry + ABAC Repository Permissions", in which AcrPull does not count.')
param repositoryPermissions bool = false

@description('Who makes the pipelines: this deployment, or the app, by PUT /api/routes/{route}/pipelines: then it has the rights that this takes.')
param pipelinesMadeBy 'deployment' | 'app' = 'deployment'

@description('Name of the export pipeline.')
@minLength(5)
@maxLength(50)
param exportPipelineName string = 'exportferry'

@description('Name of the import pipeline.')
@minLength(5)
@maxLength(50)
param importPipelineName string = 'importferry'

@description('How pipelines reach their containers. With SasToken the app issues the SAS: routes.md, pipelineSettings.sas.')
param storageAccessMode accessMode = 'ManagedIdentity'

@description('Resource id of an existing storage account for exports; empty: one is made.')
param sourceStorageAccountId string = ''

@description('Resource id of an existing storage account for imports; empty: one is made.')
param targetStorageAccountId string = ''

@description('Container of the exports.')
param exportContainer string = 'exports'

@description('Container of the imports.')
param importContainer string = 'imports'

@description('Whether sourceStorageAccountId has that container of the exports already: then it is left as it is.')
param exportContainerExists bool = false

@description('Whether targetStorageAccountId has that container of the imports already: then it is left as it is.')
param importContainerExists bool = false

@description('Resource id of an existing key vault (with roles) for credentials of other tenants and clouds; empty: one is made.')
param vaultId string = ''

@description('How the state of the app is stored. RA-GRS and GZRS do not exist in every region; one without a pair has only Standard_ZRS, which does not outlive the region.')
param stateSku 'Standard_GRS' | 'Standard_RAGRS' | 'Standard_GZRS' | 'Standard_RAGZRS' | 'Standard_ZRS' = 'Standard_RAGRS'

@description('Days for which deleted and overwritten state can be brought back.')
@minValue(7)
@maxValue(365)
param stateKeepDays int = 30

@description('Object id of who puts the routes file and the package into their containers; empty: nobody.')
param operatorId string = ''

@description('What that is.')
param operatorType 'User' | 'Group' | 'ServicePrincipal' = 'User'

@description('Token audience of storage accounts in this cloud (FERRY_STATE_AUDIENCE).')
param storageAudience string = 'https://storage.azure.com'

@description('Token audience of key vaults in this cloud (FERRY_VAULT_AUDIENCE).')
#disable-next-line no-hardcoded-env-urls // A parameters file of another cloud names its own: nothing is guessed.
param vaultAudience string = 'https://vault.azure.net'

@description('Where callers find /api, behind a gateway (FERRY_PUBLIC_URL); empty: at the app’s own address.')
param publicUrl string = ''

@description('More app settings (FERRY_*), as docs/routes.md lists them.')
param appSettings { *: string } = {}

@description('Whether log, workbook and alert rules are made.')
param monitoring bool = true

@description('Days for which the log is kept.')
@minValue(30)
@maxValue(730)
param logDays int = 90

@description('Who gets alerts by e-mail; nobody: they are only shown in the portal.')
param alertEmails string[] = []

@description('Names of routes of which a transfer has to succeed once in nightlyHours; none: no such alert.')
param nightlyRoutes string[] = []

@description('Hours after which a route without success is told of.')
@minValue(2)
@maxValue(47)
param nightlyHours int = 26

@description('Days before its end at which a SAS that nobody renews is told of.')
@minValue(1)
@maxValue(90)
param sasWarningDays int = 7

@description('Whether each read of a blob is logged, too.')
param storageReadLogs bool = false

@description('Whether the storage of host and state and the vault are reached through a virtual network alone. docs/deploy.md says what that costs.')
param privateNetworking bool = false

@description('Address range of that network, a /25 or larger.')
param addressPrefix string = '10.87.0.0/24'

@description('Names of the private DNS zones of this cloud.')
#disable-diagnostics no-hardcoded-env-urls // As above.
param dnsZones privateDnsZones = {
  blob: 'privatelink.blob.core.windows.net'
  queue: 'privatelink.queue.core.windows.net'
  table: 'privatelink.table.core.windows.net'
  vault: 'privatelink.vaultcore.azure.net'
}
#restore-diagnostics no-hardcoded-env-urls

@description('Client id of the application in Entra that stands for this app; empty: nobody has to sign in, the function key alone counts.')
param signInClientId string = ''

@description('Issuer of its tokens, like https://login.microsoftonline.com/<tenant>/v2.0. Needed with signInClientId.')
param signInIssuer string = ''

@description('Audiences that tokens may have beside the client id, like api://<client id>.')
param signInAudiences string[] = []

@description('Whether the storage account with ledger and state is locked against deletion.')
param locks bool = true

var roles = loadJsonContent('roles.json').builtIn
// learn.microsoft.com/azure/azure-functions/functions-premium-plan, "Region Max Scale Out". The vendor's templates for Flex Consumption take no fewer than 40.
var mostInstances = plan == 'premium' ? 20 : 40
var token = uniqueString(subscription().id, resourceGroupName, location)
var appName = 'func-ferry-${token}'
var hostAccountName = 'ferryhost${token}'
var stateAccountName = 'ferrystate${token}'
var theirVaultId = idOf('vaultId', vaultId)
var vaultPlace place = empty(theirVaultId)
  ? { subscriptionId: subscription().subscriptionId, resourceGroup: resourceGroupName, name: 'kv-ferry-${token}' }
  : placeOf(theirVaultId)
var allTags tagsOfResource = union(tags, { 'azd-env-name': name })
var packageContainer = 'packages'
var stateContainer = 'state'
var configContainer = 'config'
var publicNetworkAccess = privateNetworking ? 'Disabled' : 'Enabled'
var signIn = !empty(signInClientId)
var exports = role != 'importOnly'
var imports = role != 'exportOnly'

var sourceId = exports && empty(sourceRegistryId)
  ? missing('sourceRegistryId is missing: the role ${role} exports', {})
  : idOf('sourceRegistryId', sourceRegistryId)
var targetId = imports && empty(targetRegistryId)
  ? missing('targetRegistryId is missing: the role ${role} imports', {})
  : idOf('targetRegistryId', targetRegistryId)
var sourceAccountId = exports ? idOf('sourceStorageAccountId', sourceStorageAccountId) : ''
var targetAccountId = imports ? idOf('targetStorageAccountId', targetStorageAccountId) : ''

// What both ends share gets its roles once: two deployments side by side that write one assignment may meet (Azure/bicep 15155).
var isOneRegistry = exports && imports && toLower(sourceId) == toLower(targetId)
var isOneAccount = !empty(sourceAccountId) && toLower(sourceAccountId) == toLower(targetAccountId)

// Where the app's own roles may be given. All of this subscription, not the groups of today's registries: a group with an assignment cannot be
// taken out of a role again.
var placesOfEnds = map(
  filter(
    concat(exports ? [sourceId, sourceAccountId] : [], imports ? [targetId, targetAccountId] : []),
    id => !empty(id)
  ),
  id => placeOf(id)
)
var groupsElsewhere = map(
  filter(placesOfEnds, one => toLower(one.subscriptionId) != toLower(subscription().subscriptionId)),
  one => '/subscriptions/${one.subscriptionId}/resourceGroups/${one.resourceGroup}'
)

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: resourceGroupName
  location: location
  tags: allTags
}

module customRoles 'modules/customRoles.bicep' = {
  name: 'ferry-roles-${token}'
  params: { suffix: '${name} ${token}', assignableScopes: union([subscription().id], groupsElsewhere) }
}

module identity 'modules/identity.bicep' = {
  name: 'ferry-identity'
  scope: group
  params: { name: 'id-ferry-${token}', location: location, tags: allTags }
}

module hostStorage 'modules/storageAccount.bicep' = {
  name: 'ferry-host-storage'
  scope: group
  params: {
    name: hostAccountName
    location: location
    tags: allTags
    sku: 'Standard_LRS'
    containers: [packageContainer]
    publicNetworkAccess: publicNetworkAccess
  }
}

module stateStorage 'modules/storageAccount.bicep' = {
  name: 'ferry-state-storage'
  scope: group
  params: {
    name: stateAccountName
    location: location
    tags: allTags
    sku: stateSku
    containers: [stateContainer, configContainer]
    keepDays: stateKeepDays
    versioning: true
    publicNetworkAccess: publicNetworkAccess
  }
}

module hostGrants 'modules/accountGrants.bicep' = {
  name: 'ferry-host-grants'
  scope: group
  params: {
    accountName: hostAccountName
    // The host's own blobs and the package; queues and tables are those of Durable Functions.
    grants: map(
      [roles.blobOwner.id, roles.queueContributor.id, roles.tableContributor.id],
      id => { principalId: identity.outputs.principalId, principalType: 'ServicePrincipal', roleId: id }
    )
  }
  dependsOn: [hostStorage]
}

module packageGrants 'modules/containerGrants.bicep' = if (!empty(operatorId)) {
  name: 'ferry-package-grants'
  scope: group
  params: {
    accountName: hostAccountName
    containerName: packageContainer
    grants: [{ principalId: operatorId, principalType: operatorType, roleId: roles.blobContributor.id }]
  }
  dependsOn: [hostStorage]
}

module stateGrants 'modules/containerGrants.bicep' = {
  name: 'ferry-state-grants'
  scope: group
  params: {
    accountName: stateAccountName
    containerName: stateContainer
    grants: [
      {
        principalId: identity.outputs.principalId
        principalType: 'ServicePrincipal'
        roleId: customRoles.outputs.ids.blobs
      }
    ]
  }
  dependsOn: [stateStorage]
}

module configGrants 'modules/containerGrants.bicep' = {
  name: 'ferry-config-grants'
  scope: group
  params: {
    accountName: stateAccountName
    containerName: configContainer
    grants: concat(
      [
        {
          principalId: identity.outputs.principalId
          principalType: 'ServicePrincipal'
          roleId: roles.blobReader.id
        }
      ],
      empty(operatorId)
        ? []
        : [{ principalId: operatorId, principalType: operatorType, roleId: roles.blobContributor.id }]
    )
  }
  dependsOn: [stateStorage]
}

module vault 'modules/vault.bicep' = if (empty(vaultId)) {
  name: 'ferry-vault'
  scope: group
  params: { name: vaultPlace.name, location: location, tags: allTags, publicNetworkAccess: publicNetworkAccess }
}

module vaultGrants 'modules/vaultGrants.bicep' = {
  name: 'ferry-vault-grants-${token}'
  scope: resourceGroup(vaultPlace.subscriptionId, vaultPlace.resourceGroup)
  params: {
    vaultName: vaultPlace.name
    grants: [
      { principalId: identity.outputs.principalId, principalType: 'ServicePrincipal', roleId: roles.secretsUser.id }
    ]
  }
  dependsOn: [vault]
}

module sourceEnd 'modules/end.bicep' = if (exports) {
  name: 'ferry-source-${token}'
  params: {
    end: 'source'
    location: location
    tags: allTags
    resourceGroupName: group.name
    token: token
    registryId: sourceId
    repositoryPermissions: repositoryPermissions
    pipelineName: exportPipelineName
    pipelinesMadeBy: pipelinesMadeBy
    storageAccessMode: storageAccessMode
    // Where nobody looks into a target, only a run that fails tells that something was left out.
    pipelineOptions: imports ? ['OverwriteBlobs', 'ContinueOnErrors'] : ['OverwriteBlobs']
    storageAccountId: sourceAccountId
    containerName: exportContainer
    containerExists: exportContainerExists
    appPrincipalId: identity.outputs.principalId
    signsForOtherEnd: imports
    isRegistryShared: false
    isAccountShared: false
    customRoles: customRoles.outputs.ids
  }
}

module targetEnd 'modules/end.bicep' = if (imports) {
  name: 'ferry-target-${token}'
  params: {
    end: 'target'
    location: location
    tags: allTags
    resourceGroupName: group.name
    token: token
    registryId: targetId
    repositoryPermissions: repositoryPermissions
    pipelineName: importPipelineName
    pipelinesMadeBy: pipelinesMadeBy
    storageAccessMode: storageAccessMode
    // Never DeleteSourceBlobOnSuccess: the registry would delete blobs before anyone has verified them.
    pipelineOptions: ['OverwriteTags', 'ContinueOnErrors']
    storageAccountId: targetAccountId
    containerName: importContainer
    containerExists: importContainerExists
    appPrincipalId: identity.outputs.principalId
    signsForOtherEnd: false
    isRegistryShared: isOneRegistry
    isAccountShared: isOneAccount
    customRoles: customRoles.outputs.ids
  }
}

module functionApp 'modules/functionApp.bicep' = {
  name: 'ferry-app'
  scope: group
  params: {
    name: appName
    planName: 'plan-ferry-${token}'
    location: location
    tags: allTags
    plan: plan
    planSku: empty(planSku) ? (plan == 'premium' ? 'EP1' : 'P1v3') : planSku
    nodeVersion: nodeVersion
    instanceMemoryMB: instanceMemoryMB
    maximumInstances: maximumInstances ?? mostInstances
    alwaysReady: alwaysReady
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    hostEndpoints: hostStorage.outputs.endpoints
    packageContainerUri: '${hostStorage.outputs.endpoints.blob}${packageContainer}'
    settings: union(ferrySettings, appSettings, insightsSettings, signInSettings)
    signIn: {
      clientId: signInClientId
      issuer: signIn && empty(signInIssuer)
        ? missing('signInIssuer is missing: tokens of anybody would be believed', {})
        : signInIssuer
      audiences: signInAudiences
    }
    subnetId: privateNetworking ? network!.outputs.appSubnetId : ''
  }
  // A host that starts before its roles act waits for them, and so does whoever deploys.
  dependsOn: [hostGrants, stateGrants, configGrants, vaultGrants, endpoints]
}

var ferrySettings = union(
  {
    FERRY_ROUTES: routesUrl
    FERRY_STATE_CONTAINER: '${stateStorage.outputs.endpoints.blob}${stateContainer}'
    FERRY_STATE_AUDIENCE: storageAudience
    FERRY_VAULT_AUDIENCE: vaultAudience
    FERRY_IDENTITY_CLIENT_ID: identity.outputs.clientId
  },
  empty(publicUrl) ? {} : { FERRY_PUBLIC_URL: publicUrl }
)
var routesUrl = '${stateStorage.outputs.endpoints.blob}${configContainer}/routes.json'

var insightsSettings = monitoring
  ? {
      APPLICATIONINSIGHTS_CONNECTION_STRING: insights!.outputs.connectionString
      // learn.microsoft.com/azure/azure-functions/functions-app-settings: with the app's identity instead of a key.
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.outputs.clientId};Authorization=AAD'
    }
  : {}

// Last, so that nothing else sets it: without sign-in anybody can send the headers that it believes.
var signInSettings = { FERRY_TRUST_SIGN_IN: signIn ? 'true' : 'false' }

module insights 'modules/watch/insights.bicep' = if (monitoring) {
  name: 'ferry-insights'
  scope: group
  params: {
    name: watchName
    location: location
    tags: allTags
    grants: [
      { principalId: identity.outputs.principalId, principalType: 'ServicePrincipal', roleId: roles.metricsPublisher.id }
    ]
    keepDays: logDays
  }
}

module alerts 'modules/watch/alerts.bicep' = if (monitoring) {
  name: 'ferry-alerts'
  scope: group
  params: {
    name: watchName
    location: location
    tags: allTags
    workspaceId: insights!.outputs.workspaceId
    emails: alertEmails
    nightlyRoutes: nightlyRoutes
    nightlyHours: nightlyHours
    sasWarningDays: sasWarningDays
  }
}

module workbook 'modules/watch/workbook.bicep' = if (monitoring) {
  name: 'ferry-workbook'
  scope: group
  params: { name: name, location: location, tags: allTags, workspaceId: insights!.outputs.workspaceId }
}

var transferAccountNames = filter(
  [exports ? sourceEnd!.outputs.ownStorageName : '', imports ? targetEnd!.outputs.ownStorageName : ''],
  one => !empty(one)
)
var sasVaultNames = filter(
  [exports ? sourceEnd!.outputs.ownVaultName : '', imports ? targetEnd!.outputs.ownVaultName : ''],
  one => !empty(one)
)

module diagnostics 'modules/watch/diagnostics.bicep' = if (monitoring) {
  name: 'ferry-diagnostics'
  scope: group
  params: {
    workspaceId: insights!.outputs.workspaceId
    functionAppName: appName
    storageNames: concat([hostAccountName, stateAccountName], transferAccountNames)
    vaultNames: concat(empty(vaultId) ? [vaultPlace.name] : [], sasVaultNames)
    storageReads: storageReadLogs
  }
  dependsOn: [functionApp, hostStorage, stateStorage, vault]
}

module network 'modules/network/network.bicep' = if (privateNetworking) {
  name: 'ferry-network'
  scope: group
  params: { name: watchName, location: location, tags: allTags, plan: plan, addressPrefix: addressPrefix }
}

module endpoints 'modules/network/endpoints.bicep' = if (privateNetworking) {
  name: 'ferry-endpoints'
  scope: group
  params: {
    name: watchName
    location: location
    tags: allTags
    networkId: network!.outputs.id
    subnetId: network!.outputs.endpointsSubnetId
    zones: dnsZones
    hostAccountId: hostStorage.outputs.id
    stateAccountId: stateStorage.outputs.id
    vaultId: empty(vaultId) ? vault!.outputs.id : ''
  }
}

module lock 'modules/watch/lock.bicep' = if (locks) {
  name: 'ferry-lock'
  scope: group
  params: { accountName: stateAccountName }
  dependsOn: [stateStorage]
}

var watchName = 'ferry-${token}'

output resourceGroupName string = group.name
output functionAppName string = functionApp.outputs.name
output functionAppHostName string = functionApp.outputs.hostName
output identityPrincipalId string = identity.outputs.principalId
@description('Where the routes file is to be put.')
output routesUrl string = routesUrl
@description('Container into which the package of a premium plan is put, as acr-ferry.zip.')
output packageContainerUri string = '${hostStorage.outputs.endpoints.blob}${packageContainer}'
@description('Parameters of events.bicep, which scripts/deployEvents.js deploys once the code is there.')
output eventParameters {
  functionAppId: string
  sourceRegistryId: string
  appPrincipalId: string
  looksRoleId: string
  targetStorageAccountId: string
  importContainer: string
  deadLetterAccountId: string
} = {
  functionAppId: functionApp.outputs.id
  appPrincipalId: identity.outputs.principalId
  looksRoleId: customRoles.outputs.ids.looks
  sourceRegistryId: exports ? sourceId : ''
  targetStorageAccountId: imports ? targetEnd!.outputs.storageAccountId : ''
  importContainer: importContainer
  // Event Grid does not reach an account behind private endpoints.
  deadLetterAccountId: privateNetworking ? '' : hostStorage.outputs.id
}
output stateStorageAccountId string = stateStorage.outputs.id
output hostStorageAccountId string = hostStorage.outputs.id
@description('From which the app calls what lies outside of its network, for the firewalls of those; empty without private networking.')
output outgoingAddress string = privateNetworking ? network!.outputs.outgoingAddress : ''
@description('For the routes file: the end that exports; empty without one.')
output sourceEnd endOfRoute = {
  containerUri: exports ? sourceEnd!.outputs.containerUri : ''
  storageAccountId: exports ? sourceEnd!.outputs.storageAccountId : ''
  pipelineIdentityId: exports ? sourceEnd!.outputs.pipelineIdentityId : ''
  secretUri: exports ? sourceEnd!.outputs.secretUri : ''
  vaultId: exports ? sourceEnd!.outputs.vaultId : ''
}
@description('For the routes file: the end that imports; empty without one.')
output targetEnd endOfRoute = {
  containerUri: imports ? targetEnd!.outputs.containerUri : ''
  storageAccountId: imports ? targetEnd!.outputs.storageAccountId : ''
  pipelineIdentityId: imports ? targetEnd!.outputs.pipelineIdentityId : ''
  secretUri: imports ? targetEnd!.outputs.secretUri : ''
  vaultId: imports ? targetEnd!.outputs.vaultId : ''
}

type endOfRoute = {
  containerUri: string
  storageAccountId: string
  pipelineIdentityId: string
  secretUri: string
  vaultId: string
}
