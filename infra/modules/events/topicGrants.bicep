import { grant } from '../../types.bicep'

metadata description = 'Roles on a system topic, which is not changed otherwise.'

param topicName string
param grants grant[]

resource topic 'Microsoft.EventGrid/systemTopics@2022-06-15' existing = {
  name: topicName
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for one in grants: {
    scope: topic
    name: guid(topic.id, one.roleId, one.principalId)
    properties: {
      principalId: one.principalId
      principalType: one.principalType
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', one.roleId)
    }
  }
]
