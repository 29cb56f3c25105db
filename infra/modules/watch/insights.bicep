import { grant, tagsOfResource } from '../../types.bicep'

metadata description = 'Where the app logs: Application Insights on a workspace, without keys. The app writes with its identity.'

param name string
param location string
param tags tagsOfResource
@description('Who may write the log.')
param grants grant[]
@description('Days for which the log is kept.')
@minValue(30)
@maxValue(730)
param keepDays int

resource workspace 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: 'log-${name}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: keepDays
    features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-${name}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
  }
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for one in grants: {
    scope: insights
    // Made of what it says: a second deployment makes the same one.
    name: guid(insights.id, one.roleId, one.principalId)
    properties: {
      principalId: one.principalId
      principalType: one.principalType
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', one.roleId)
    }
  }
]

output workspaceId string = workspace.id
output insightsId string = insights.id
@description('Where the app sends its log. It holds no key that counts: local authentication is off.')
output connectionString string = insights.properties.ConnectionString
