import { endpointsOfAccount, planOfApp, signInOfApp, tagsOfResource } from '../types.bicep'

metadata description = 'The function app and its plan. No setting holds a key: the host reaches its storage with the app’s identity.'

param name string
param planName string
param location string
param tags tagsOfResource
param plan planOfApp
@description('Size of a premium or a dedicated plan; Flex Consumption has FC1.')
param planSku string
param nodeVersion '22' | '24'
@description('Memory of an instance of Flex Consumption, in MB.')
param instanceMemoryMB 512 | 2048 | 4096
@description('The most instances that work at once.')
@minValue(1)
@maxValue(100)
param maximumInstances int
@description('Instances of Flex Consumption for Durable Functions that are always there.')
@minValue(0)
@maxValue(100)
param alwaysReady int
@description('Resource id of the app’s user-assigned identity.')
param identityId string
@description('Its client id.')
param identityClientId string
@description('Addresses of the account of the Functions host, of its durable task hub and of the package.')
param hostEndpoints endpointsOfAccount
@description('Address of the container with the package, without a slash at the end.')
param packageContainerUri string
@description('The app’s own settings (FERRY_*), and what monitoring adds.')
param settings { *: string }
@description('Sign-in with Microsoft Entra in front of the app, so that reports name who started a transfer; without a client id none.')
param signIn signInOfApp
@description('Resource id of a subnet for outgoing connections; empty for none.')
param subnetId string = ''

var isFlex = plan == 'flexConsumption'

// learn.microsoft.com/azure/azure-functions/functions-reference: identity-based connection of the host, user-assigned. By addresses: to
// __accountName the host adds the suffix of the public cloud, and beside addresses it is refused.
var hostSettings = {
  AzureWebJobsStorage__blobServiceUri: hostEndpoints.blob
  AzureWebJobsStorage__queueServiceUri: hostEndpoints.queue
  AzureWebJobsStorage__tableServiceUri: hostEndpoints.table
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
}

// Flex Consumption refuses these: there functionAppConfig says it.
var runtimeSettings = {
  FUNCTIONS_EXTENSION_VERSION: '~4'
  FUNCTIONS_WORKER_RUNTIME: 'node'
}

// Without Azure Files, which take shared keys alone, a premium app has no folder of its own: it reads the package as a blob, with its
// identity. A dedicated one keeps what was deployed.
var packageSettings = plan == 'premium'
  ? {
      WEBSITE_RUN_FROM_PACKAGE: '${packageContainerUri}/acr-ferry.zip'
      WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID: identityId
    }
  : { WEBSITE_RUN_FROM_PACKAGE: '1' }

resource serverFarm 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: planName
  location: location
  tags: tags
  kind: isFlex ? 'functionapp' : plan == 'premium' ? 'elastic' : 'linux'
  // A dedicated plan may have any size, and each says its tier.
  sku: isFlex
    ? { name: 'FC1', tier: 'FlexConsumption' }
    : union({ name: planSku }, plan == 'premium' ? { tier: 'ElasticPremium' } : {})
  properties: union({ reserved: true }, plan == 'premium' ? { maximumElasticWorkerCount: maximumInstances } : {})
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  // By this tag azd finds where the service `app` of azure.yaml goes.
  tags: union(tags, { 'azd-service-name': 'app' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: union(
    {
      serverFarmId: serverFarm.id
      httpsOnly: true
      clientAffinityEnabled: false
      keyVaultReferenceIdentity: identityId
      publicNetworkAccess: 'Enabled'
      siteConfig: union(
        { minTlsVersion: '1.2', scmMinTlsVersion: '1.2', http20Enabled: true },
        // Flex Consumption has no FTP and takes its runtime elsewhere. Newer regions refuse all of these: Azure/terraform-azurerm-avm-res-web-site 283.
        isFlex
          ? {}
          : { ftpsState: 'Disabled', linuxFxVersion: 'NODE|${nodeVersion}', alwaysOn: plan == 'dedicated' },
        plan == 'premium' ? { functionAppScaleLimit: maximumInstances } : {},
        // Flex Consumption does both by itself. Without the second nobody sees from outside that a private queue has work.
        isFlex || empty(subnetId) ? {} : { vnetRouteAllEnabled: true, functionsRuntimeScaleMonitoringEnabled: plan == 'premium' }
      )
    },
    empty(subnetId) ? {} : { virtualNetworkSubnetId: subnetId },
    isFlex
      ? {
          functionAppConfig: {
            deployment: {
              storage: {
                type: 'blobContainer'
                value: packageContainerUri
                authentication: {
                  type: 'UserAssignedIdentity'
                  userAssignedIdentityResourceId: identityId
                }
              }
            }
            runtime: { name: 'node', version: nodeVersion }
            scaleAndConcurrency: union(
              { instanceMemoryMB: instanceMemoryMB, maximumInstanceCount: maximumInstances },
              // learn.microsoft.com/azure/azure-functions/durable/durable-functions-azure-storage-provider#flex-consumption-plan
              alwaysReady > 0 ? { alwaysReady: [{ name: 'durable', instanceCount: alwaysReady }] } : {}
            )
          }
        }
      : {}
  )

  // What believes the headers of a sign-in has to come after it: before, anybody may send them.
  resource appSettings 'config' = {
    name: 'appsettings'
    dependsOn: [signInFront]
    properties: union(hostSettings, isFlex ? {} : union(runtimeSettings, packageSettings), settings)
  }

  resource signInFront 'config' = if (!empty(signIn.clientId)) {
    name: 'authsettingsV2'
    properties: {
      platform: { enabled: true }
      globalValidation: {
        requireAuthentication: true
        unauthenticatedClientAction: 'Return401'
        // Event Grid brings the system key of the host, and no token; so does whoever publishes to Flex Consumption and has the host tell of its
        // functions: Azure/azure-functions-core-tools 4196. That path takes the master key or the platform alone. No operation of the API is below these.
        excludedPaths: ['/runtime/webhooks/EventGrid', '/admin/host/synctriggers']
      }
      httpSettings: { requireHttps: true }
      identityProviders: {
        azureActiveDirectory: {
          enabled: true
          registration: { clientId: signIn.clientId, openIdIssuer: signIn.issuer }
          validation: { allowedAudiences: union([signIn.clientId], signIn.audiences) }
        }
      }
      // Callers bring a token; nobody signs in by a browser, and no token is kept.
      login: { tokenStore: { enabled: false } }
    }
  }

  // Who publishes signs in: no user name and password for the deployment sites.
  resource noFtpPassword 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource noScmPassword 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

output id string = app.id
output name string = app.name
output hostName string = app.properties.defaultHostName
