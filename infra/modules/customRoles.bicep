targetScope = 'subscription'

import { customRoleIds } from '../types.bicep'

metadata description = 'Roles of the app’s own, where the built-in ones give more than it needs. roles.json says what each allows.'

@description('Makes their names ones of their own in the tenant.')
param suffix string
@description('Resource ids of the subscriptions or resource groups in which the roles may be given.')
param assignableScopes string[]

var custom = loadJsonContent('../roles.json').custom

// A definition with an action that there is not is refused. Each one is looked up: in the lists of operations below
// learn.microsoft.com/azure/role-based-access-control/resource-provider-operations (containers, storage, security, integration, management), those on
// accounts, containers and blobs also in built-in-roles/storage.
resource definition 'Microsoft.Authorization/roleDefinitions@2022-04-01' = [
  for one in items(custom): {
    name: guid(subscription().id, suffix, one.key)
    properties: {
      roleName: '${one.value.role} (${suffix})'
      description: one.value.why
      type: 'CustomRole'
      assignableScopes: assignableScopes
      permissions: [
        {
          actions: one.value.actions
          notActions: []
          dataActions: one.value.dataActions
          notDataActions: []
        }
      ]
    }
  }
]

output ids customRoleIds = {
  blobs: guid(subscription().id, suffix, 'blobs')
  looks: guid(subscription().id, suffix, 'looks')
  pipelineRuns: guid(subscription().id, suffix, 'pipelineRuns')
}
