metadata description = 'Sends events of a system topic to a function of the app. The function has to be deployed before.'

param topicName string
param name string
@description('Resource id of the function.')
param functionId string
param eventTypes string[]
@description('What subjects begin with; empty: any.')
param subjectBeginsWith string
@description('Further conditions.')
param advancedFilters advancedFilter[]
@description('Resource id of the account for what could not be delivered; empty: it is dropped, and the sweep finds the blobs.')
param deadLetterAccountId string
param deadLetterContainer string

@export()
type advancedFilter = { operatorType: 'StringNotEndsWith' | 'StringIn', key: string, values: string[] }

resource topic 'Microsoft.EventGrid/systemTopics@2022-06-15' existing = {
  name: topicName
}

resource subscription 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2022-06-15' = {
  parent: topic
  name: name
  properties: union(
    {
      // Not by deliveryWithResourceIdentity: Event Grid takes no identity to a function, but its system key.
      // learn.microsoft.com/azure/event-grid/security-authentication
      destination: {
        endpointType: 'AzureFunction'
        properties: { resourceId: functionId, maxEventsPerBatch: 1, preferredBatchSizeInKilobytes: 64 }
      }
      eventDeliverySchema: 'EventGridSchema'
      filter: union(
        { includedEventTypes: eventTypes, subjectBeginsWith: subjectBeginsWith },
        empty(advancedFilters) ? {} : { advancedFilters: advancedFilters }
      )
      // The most that there is: a day of weather.
      retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
    },
    empty(deadLetterAccountId)
      ? {}
      : {
          deadLetterWithResourceIdentity: {
            identity: { type: 'SystemAssigned' }
            deadLetterDestination: {
              endpointType: 'StorageBlob'
              properties: { resourceId: deadLetterAccountId, blobContainerName: deadLetterContainer }
            }
          }
        }
  )
}
