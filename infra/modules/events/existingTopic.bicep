metadata description = 'A system topic that somebody made: nothing of it is changed.'

param name string

resource topic 'Microsoft.EventGrid/systemTopics@2022-06-15' existing = {
  name: name
}

@description('Object id of its system-assigned identity. Without one the deployment fails: give it one, or go without dead letters.')
output principalId string = topic.identity.principalId
