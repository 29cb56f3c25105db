import { SOURCE } from '../helpers/route';
import { createPipelineVersions } from '../../src/azure/arm/pipelineVersions';
import { createRegistryDescriptions } from '../../src/azure/arm/registryDescriptions';
import { ENDPOINTS } from '../../src/azure/endpoints';
import { createStateProbe } from '../../src/azure/state/stateProbe';
import { MACHINE } from '../../src/services/machine';
import { startServer } from '../../local/http/startServer';
import { freePort } from '../../local/http/freePort';
import { registryResourceId, STACK_NAMES } from '../../local/stackNames';
import { startCopyCloud, type CopyCloud } from '../azure/copy/copyCloud';
import { PUBLIC_CLOUD, routeEnd } from '../helpers/route';
import { callArm } from '../local/registry/armClient';
import { testTls } from '../local/testTls';
import { describeEndpointsContract } from './endpointsContract';
import { describePipelineVersionsContract } from './pipelineVersionsContract';
import { describeRegistryDescriptionsContract } from './registryDescriptionsContract';
import { describeStateProbeContract } from './stateProbeContract';

let cloud: CopyCloud;
beforeAll(async () => {
  cloud = await startCopyCloud();
});
afterAll(() => cloud.close());

function sourceEnd(registryName: string = STACK_NAMES.source.registry) {
  const { subscriptionId, resourceGroup } = STACK_NAMES.source;
  const managed = { ...PUBLIC_CLOUD, resourceManagerEndpoint: cloud.stack.arm };
  return routeEnd(registryName, {
    registryId: registryResourceId('source'),
    subscriptionId,
    resourceGroup,
    cloud: managed,
  });
}

function oldEnd() {
  const end = sourceEnd();
  return { ...end, cloud: { ...end.cloud, pipelineApiVersion: '2019-12-01-preview' } };
}

describeRegistryDescriptionsContract('the emulated Resource Manager', () => ({
  registries: createRegistryDescriptions(() => cloud.credential),
  end: sourceEnd(),
  nowhere: sourceEnd('nowhere'),
  old: oldEnd(),
  async deleteSoftly() {
    const policies = { softDeletePolicy: { status: 'enabled', retentionDays: 30 } };
    await callArm(cloud.stack, 'PATCH', 'source', '', { body: { properties: { policies } } });
  },
  async replicate() {
    const body = { location: 'northeurope', properties: { provisioningState: 'Failed' } };
    await callArm(cloud.stack, 'PUT', 'source', '/replications/northeurope', { body });
  },
  async change() {
    const body = {
      sku: { name: 'Standard' },
      properties: {
        publicNetworkAccess: 'Disabled',
        roleAssignmentMode: 'AbacRepositoryPermissions',
        policies: { exportPolicy: { status: 'disabled' }, retentionPolicy: { status: 'enabled', days: 5 } },
      },
    };
    await callArm(cloud.stack, 'PATCH', 'source', '', { body });
  },
}));

describePipelineVersionsContract('the emulated Resource Manager', () => ({
  versions: createPipelineVersions(() => cloud.credential),
  end: sourceEnd(),
  knowOnly: (version) => cloud.admin.changeSettings({ pipelineApiVersions: [version] }),
}));

describeEndpointsContract('the network', async () => ({
  endpoints: ENDPOINTS,
  answers: cloud.stack.arm,
  silent: `https://127.0.0.1:${await freePort()}`,
}));

it('Endpoints: tell a certificate that nobody trusts', async () => {
  const other = await startServer({
    name: 'Distrusted',
    port: 0,
    tls: await testTls(),
    listener: async () => undefined,
  });
  expect(await ENDPOINTS.look(other.origin, SOURCE.cloud)).toMatchObject({ answers: false, isDistrusted: true });
  await other.close();
});

describeStateProbeContract('Azurite', async () => {
  const { containerClient } = await cloud.owner.createContainer('probed');
  return {
    probe: createStateProbe(containerClient, MACHINE),
    refused: createStateProbe(cloud.owner.getContainerClient('isnotthere'), MACHINE),
    async left() {
      const names: string[] = [];
      for await (const { name } of containerClient.listBlobsFlat()) names.push(name);
      return names;
    },
  };
});
