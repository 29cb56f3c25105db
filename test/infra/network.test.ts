import { deployInfra, SUBSCRIPTION } from './deployInfra';
import type { Deployed } from './template/deployTemplate';

function deploy(given: Record<string, unknown>) {
  const { resources, outputs } = deployInfra(given);
  const all = (type: string): Deployed[] => resources.filter((one) => one.type === type);
  const access = Object.fromEntries(
    [...all('Microsoft.Storage/storageAccounts'), ...all('Microsoft.KeyVault/vaults')].map(({ id, properties }) => [
      (id.split('/').at(-1) ?? '').replace(/\w{13}$/, ''),
      properties['publicNetworkAccess'],
    ]),
  );
  const network = all('Microsoft.Network/virtualNetworks')[0];
  return { all, access, network, outputs, app: all('Microsoft.Web/sites')[0] };
}

const PRIVATE = { privateNetworking: true };

it('without private networking there is no network, and all is reached from outside', () => {
  const { all, access, app } = deploy({});
  for (const type of ['virtualNetworks', 'privateEndpoints', 'privateDnsZones', 'natGateways']) {
    expect(all(`Microsoft.Network/${type}`)).toEqual([]);
  }
  expect(new Set(Object.values(access))).toEqual(new Set(['Enabled']));
  expect(app?.properties).not.toHaveProperty('virtualNetworkSubnetId');
});

it('with it, host, state and vault are reached by private endpoints alone; what pipelines use stays reachable', () => {
  const { all, access } = deploy(PRIVATE);
  expect(access).toEqual({
    ...{ ferryhost: 'Disabled', ferrystate: 'Disabled', 'kv-ferry-': 'Disabled' },
    ...{ ferryexp: 'Enabled', ferryimp: 'Enabled' },
  });
  const reached = all('Microsoft.Network/privateEndpoints').map(({ properties }) => {
    const [connection] = properties['privateLinkServiceConnections'] as Connection[];
    const { privateLinkServiceId = '', groupIds = [] } = connection?.properties ?? {};
    return `${(privateLinkServiceId.split('/').at(-1) ?? '').replace(/\w{13}$/, '')} ${groupIds.join()}`;
  });
  expect(reached).toEqual([
    ...['ferryhost blob', 'ferryhost queue', 'ferryhost table', 'ferrystate blob', 'kv-ferry- vault'],
  ]);
});

it('each endpoint has its name in a zone that the network knows', () => {
  const zones = { blob: 'b.example', queue: 'q.example', table: 't.example', vault: 'v.example' };
  const { all, network } = deploy({ ...PRIVATE, dnsZones: zones });
  const made = all('Microsoft.Network/privateDnsZones').map(({ id }) => id);
  expect(made.map((id) => id.split('/').at(-1)).sort()).toEqual(Object.values(zones).sort());
  const links = all('Microsoft.Network/privateDnsZones/virtualNetworkLinks');
  expect(links.map(({ properties }) => properties['virtualNetwork'])).toEqual(made.map(() => ({ id: network?.id })));
  const groups = all('Microsoft.Network/privateEndpoints/privateDnsZoneGroups');
  expect(groups).toHaveLength(all('Microsoft.Network/privateEndpoints').length);
  for (const { properties } of groups) {
    const [config] = properties['privateDnsZoneConfigs'] as {
      name: string;
      properties: { privateDnsZoneId: string };
    }[];
    expect(made).toContain(config?.properties.privateDnsZoneId);
    expect(config?.properties.privateDnsZoneId.endsWith(`/${zones[config.name as keyof typeof zones]}`)).toBe(true);
  }
});

it.each([
  ['flexConsumption', 'Microsoft.App/environments'],
  ['premium', 'Microsoft.Web/serverFarms'],
  ['dedicated', 'Microsoft.Web/serverFarms'],
])('on %s the app calls out of a subnet for %s, from one address', (plan, delegation) => {
  const { all, app, network } = deploy({ ...PRIVATE, plan, addressPrefix: '10.1.2.0/24' });
  expect(app?.properties['virtualNetworkSubnetId']).toBe(`${network?.id}/subnets/app`);
  expect(network?.properties['subnets']).toMatchObject([
    {
      name: 'app',
      properties: {
        addressPrefix: '10.1.2.0/26',
        delegations: [{ properties: { serviceName: delegation } }],
        natGateway: { id: all('Microsoft.Network/natGateways')[0]?.id },
      },
    },
    { name: 'endpoints', properties: { addressPrefix: '10.1.2.64/26' } },
  ]);
  const { siteConfig } = app?.properties as { siteConfig: Record<string, unknown> };
  expect(siteConfig['functionsRuntimeScaleMonitoringEnabled'] ?? false).toBe(plan === 'premium');
});

it('a vault that is somebody’s already gets no endpoint', () => {
  const vaultId = `/subscriptions/${SUBSCRIPTION}/resourceGroups/others/providers/Microsoft.KeyVault/vaults/theirs`;
  const { all } = deploy({ ...PRIVATE, vaultId });
  expect(all('Microsoft.Network/privateEndpoints')).toHaveLength(4);
});

it('Event Grid gets no place for dead letters that it could not reach', () => {
  const lettersOf = ({ outputs }: { outputs: Readonly<Record<string, unknown>> }) =>
    (outputs['eventParameters'] as { deadLetterAccountId: string }).deadLetterAccountId;
  expect(lettersOf(deploy(PRIVATE))).toBe('');
  expect(lettersOf(deploy({}))).toMatch(/\/storageAccounts\/ferryhost\w+$/);
});

interface Connection {
  properties: { privateLinkServiceId: string; groupIds: string[] };
}
