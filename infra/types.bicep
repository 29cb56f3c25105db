@export()
@description('Which halves of a transfer this app does: both, the export alone, or the import alone.')
type roleOfApp = 'both' | 'exportOnly' | 'importOnly'

@export()
@description('What the function app runs on. Flex Consumption does not exist in every cloud.')
type planOfApp = 'flexConsumption' | 'premium' | 'dedicated'

@export()
@description('How a pipeline reaches its container.')
type accessMode = 'ManagedIdentity' | 'SasToken'

@export()
@description('Addresses of a storage account, as it tells them: no suffix is guessed.')
type endpointsOfAccount = {
  @description('With a slash at the end.')
  blob: string
  queue: string
  table: string
}

@export()
@description('Who signs in to the app.')
type signInOfApp = {
  @description('Client id of the application that stands for the app in Entra; empty: nobody has to sign in.')
  clientId: string
  @description('Issuer of its tokens, like https://login.microsoftonline.com/<tenant>/v2.0.')
  issuer: string
  @description('Audiences that tokens may have beside the client id.')
  audiences: string[]
}

@export()
@description('A role for a principal, on what the module that takes it names.')
type grant = {
  @description('Object id of the principal.')
  principalId: string
  principalType: 'ServicePrincipal' | 'User' | 'Group'
  @description('GUID of the role definition: of roles.json, or of a role that customRoles.bicep made.')
  roleId: string
}

@export()
@description('What is reached by its resource id.')
type place = {
  subscriptionId: string
  resourceGroup: string
  name: string
}

@export()
@description('The parts of a resource id. Of an empty id all parts are empty.')
func placeOf(resourceId string) place => {
  subscriptionId: split('${resourceId}////////', '/')[2]
  resourceGroup: split('${resourceId}////////', '/')[4]
  name: split('${resourceId}////////', '/')[8]
}

@export()
@description('Tags of a resource.')
type tagsOfResource = { *: string }

@export()
@description('GUIDs of the app’s own roles, by their keys in roles.json.')
type customRoleIds = {
  blobs: string
  looks: string
  pipelineRuns: string
}

@export()
@description('What a deployment fails with that lacks something. Every cloud knows what this is made of; `fail` is too new for that.')
func missing(what string, nothing { *: string }) string => nothing[what]

@export()
@description('An id that is empty or has all parts. Names and addresses are given instead, and Resource Manager then speaks of an empty resource group.')
func idOf(what string, id string) string =>
  empty(id) || !empty(placeOf(id).name)
    ? id
    : missing('${what} is no resource id, as az … show --query id tells it: ${id}', {})

@export()
@description('Names of the private DNS zones of a cloud: learn.microsoft.com/azure/private-link/private-endpoint-dns.')
type privateDnsZones = {
  blob: string
  queue: string
  table: string
  vault: string
}
