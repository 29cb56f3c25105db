import { tagsOfResource } from '../../types.bicep'

metadata description = 'A workbook on what the app logs: transfers, failures, durations, sweeps, SAS.'

param name string
param location string
param tags tagsOfResource
@description('Resource id of the workspace that the app logs to.')
param workspaceId string

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, name, 'workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'acr-ferry ${name}'
    category: 'workbook'
    sourceId: workspaceId
    serializedData: replace(loadTextContent('../../workbook.json'), '{workspace}', workspaceId)
  }
}
