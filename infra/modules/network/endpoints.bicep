import { privateDnsZones, tagsOfResource } from '../../types.bicep'

metadata description = 'Private endpoints for the storage of the host and of the state and for the vault, with the DNS zones that lead there.'

param name string
param location string
param tags tagsOfResource
param networkId string
param subnetId string
@description('Names of the private DNS zones of this cloud.')
param zones privateDnsZones
@description('Resource id of the account of the Functions host.')
param hostAccountId string
@description('Resource id of the account of the state.')
param stateAccountId string
@description('Resource id of the vault; empty where it is not this deployment’s.')
param vaultId string

// Durable Functions keep their history in blobs, queues and tables of the host's account; the state is in blobs alone.
var wanted = concat(
  [
    { name: 'host-blob', resourceId: hostAccountId, group: 'blob', zone: zones.blob }
    { name: 'host-queue', resourceId: hostAccountId, group: 'queue', zone: zones.queue }
    { name: 'host-table', resourceId: hostAccountId, group: 'table', zone: zones.table }
    { name: 'state-blob', resourceId: stateAccountId, group: 'blob', zone: zones.blob }
  ],
  empty(vaultId) ? [] : [{ name: 'vault', resourceId: vaultId, group: 'vault', zone: zones.vault }]
)
var zoneNames = union(map(wanted, one => one.zone), [])

resource dnsZones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for zone in zoneNames: { name: zone, location: 'global', tags: tags }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (zone, number) in zoneNames: {
    parent: dnsZones[number]
    name: name
    location: 'global'
    tags: tags
    properties: { registrationEnabled: false, virtualNetwork: { id: networkId } }
  }
]

resource endpoints 'Microsoft.Network/privateEndpoints@2024-05-01' = [
  for one in wanted: {
    name: 'pe-${name}-${one.name}'
    location: location
    tags: tags
    properties: {
      subnet: { id: subnetId }
      privateLinkServiceConnections: [
        { name: one.name, properties: { privateLinkServiceId: one.resourceId, groupIds: [one.group] } }
      ]
    }
  }
]

resource records 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = [
  for (one, number) in wanted: {
    parent: endpoints[number]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: one.group
          properties: { privateDnsZoneId: resourceId('Microsoft.Network/privateDnsZones', one.zone) }
        }
      ]
    }
    dependsOn: [dnsZones]
  }
]
