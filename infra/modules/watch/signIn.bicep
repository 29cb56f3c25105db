metadata description = 'Sign-in with Microsoft Entra in front of the app, so that reports name who started a transfer.'

param functionAppName string
@description('Client id of the application that stands for this app in Entra.')
param clientId string
@description('Issuer of its tokens, like https://login.microsoftonline.com/<tenant>/v2.0.')
param issuer string
@description('Audiences that tokens may have beside the client id.')
param audiences string[]

resource app 'Microsoft.Web/sites@2024-04-01' existing = {
  name: functionAppName
}

resource settings 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: app
  name: 'authsettingsV2'
  properties: {
    platform: { enabled: true }
    globalValidation: {
      requireAuthentication: true
      unauthenticatedClientAction: 'Return401'
      // Event Grid brings the system key of the host, and no token. No operation of the API is below this path.
      excludedPaths: ['/runtime/webhooks/EventGrid']
    }
    httpSettings: { requireHttps: true }
    identityProviders: {
      azureActiveDirectory: {
        enabled: true
        registration: { clientId: clientId, openIdIssuer: issuer }
        validation: { allowedAudiences: union([clientId], audiences) }
      }
    }
    // Callers bring a token; nobody signs in by a browser, and no token is kept.
    login: { tokenStore: { enabled: false } }
  }
}
