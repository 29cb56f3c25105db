import path from 'node:path';
import { createEventSubscriptions } from '../../src/azure/arm/eventSubscriptions';
import { createResources } from '../../src/azure/arm/resources';
import { createStorageFacts } from '../../src/azure/arm/storageFacts';
import { createVaultNetworks } from '../../src/azure/arm/vaultNetworks';
import { createCopyProbe } from '../../src/azure/copy/copyProbe';
import { createContainerProbes } from '../../src/azure/storage/containerProbes';
import { createOpenContainer } from '../../src/azure/storage/containers';
import { createSecretFacts } from '../../src/azure/vault/secretFacts';
import { probeName } from '../../src/domain/doctor/probeName';
import { MACHINE } from '../../src/services/machine';
import { createToken } from '../../local/identity/createToken';
import { startResourceManager } from '../../local/registry/resourceManager/startResourceManager';
import { registryResourceId, STACK_NAMES, storageAccountId, vaultId } from '../../local/stackNames';
import { createContentStore } from '../../local/registry/createContentStore';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { RunningServer } from '../../local/http/startServer';
import { startCopyCloud, type CopyCloud } from '../azure/copy/copyCloud';
import { callHttp } from '../local/callHttp';
import { realPlatform } from '../local/testPlatform';
import { describeCopyProbeContract } from './copyProbeContract';
import { describeEventSubscriptionsContract } from './eventSubscriptionsContract';
import { describeContainerProbesContract } from './containerProbesContract';
import { describeSecretFactsContract } from './secretFactsContract';
import { describeStorageFactsContract } from './storageFactsContract';
import { describeVaultNetworksContract } from './vaultNetworksContract';

let cloud: CopyCloud;
let folder: string;
let management: RunningServer;

beforeAll(async () => {
  cloud = await startCopyCloud();
  folder = await mkdtemp(path.join(tmpdir(), 'storage facts '));
  const store = await createContentStore(path.join(folder, 'source'), realPlatform);
  const blobEndpoint = cloud.source.containerUri.replace(/\/[^/]+$/, '');
  management = await startResourceManager({
    ...{ platform: realPlatform, port: 0, tls: cloud.stack.tls, admin: cloud.admin },
    folder: path.join(folder, 'management'),
    registries: [{ resourceId: registryResourceId('source'), loginServer: '127.0.0.1:1', store }],
    resources: {
      accounts: [{ id: storageAccountId('source'), blobEndpoint }],
      vaults: [{ id: vaultId(), vaultUri: cloud.vault.origin, tenantId: STACK_NAMES.tenantId }],
      eventSubscriptions: () => {
        const subscription = {
          ...{ topic: storageAccountId('source'), provisioningState: 'Succeeded', subjectEndsWith: '' },
          endpointUrl: 'https://app.example/runtime/webhooks/EventGrid?functionName=blobCreated&code=secret',
          includedEventTypes: ['Microsoft.Storage.BlobCreated'],
          subjectBeginsWith: '/blobServices/default/containers/imports/',
        };
        const [group] = storageAccountId('source').split('/providers/');
        const systemTopic = `${group}/providers/Microsoft.EventGrid/systemTopics/events`;
        return [
          { name: 'own', ...subscription },
          { name: 'nested', ...subscription, systemTopic },
        ];
      },
    },
  });
});
afterAll(async () => {
  await management?.close();
  await cloud?.close();
  await rm(folder, { recursive: true });
});

async function call(method: string, url: string, audience: string, body: unknown): Promise<void> {
  const token = createToken(realPlatform, { audience, principalId: STACK_NAMES.operatorPrincipalId });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const { status } = await callHttp(method, url, { ca: cloud.cert, headers, body });
  if (status >= 300) throw new Error(`${method} ${url} answered ${status}.`);
}

describeSecretFactsContract('Key Vault', async () => ({
  facts: createSecretFacts(cloud.credential, 'https://vault.azure.net'),
  secrets: `${cloud.vault.origin}/secrets`,
  put: (name, value, attributes) =>
    call('PUT', `${cloud.vault.origin}/secrets/${name}?api-version=7.4`, 'https://vault.azure.net', {
      ...{ value, attributes },
    }),
}));

describeContainerProbesContract('Azurite', () => {
  const openContainer = createOpenContainer(
    () => cloud.credential,
    () => Promise.reject(new Error('No secret is read.')),
    realPlatform.now,
  );
  return {
    probes: createContainerProbes(openContainer),
    end: cloud.source,
    without: { ...cloud.source, containerUri: `${cloud.source.containerUri}none` },
    sas: cloud.sas('rl').slice(1),
  };
});

describeCopyProbeContract('Azurite', () => {
  const openContainer = createOpenContainer(
    () => cloud.credential,
    () => Promise.reject(new Error('No secret is read.')),
    realPlatform.now,
  );
  const containers = [cloud.outgoing, cloud.incoming];
  return {
    probe: createCopyProbe({ openContainer, storage: cloud.createApp().deps, machine: MACHINE }),
    ...{ source: cloud.source, target: cloud.target },
    refuse(what) {
      const step = what === 'copies' ? 'storage.PutBlockFromURL' : 'storage.PutBlock*';
      const id = cloud.admin.faults.add({ step, times: 0, action: { type: 'answer', status: 403 } });
      return () => void cloud.admin.faults.remove(id);
    },
    async abandon() {
      const old = probeName(realPlatform.now() - 20 * 60_000, 'cut-off');
      const content = Buffer.from('old');
      await cloud.outgoing.getBlockBlobClient(old).uploadData(content);
      await cloud.incoming.getBlockBlobClient(old).stageBlock('YQ==', content, content.length);
    },
    async left() {
      const names: string[] = [];
      for (const container of containers) {
        for await (const { name } of container.listBlobsFlat({ includeUncommitedBlobs: true })) names.push(name);
      }
      return names;
    },
  };
});

describeStorageFactsContract('Resource Manager', async () => {
  const { subscriptionId } = STACK_NAMES.source;
  const managed = { ...cloud.source.cloud, resourceManagerEndpoint: management.origin };
  const end = { ...cloud.source, subscriptionId, cloud: managed };
  const credentialFor = () => cloud.credential;
  const change = (method: string, below: string, body: object) =>
    call(
      method,
      `${management.origin}${storageAccountId('source')}${below}?api-version=2023-05-01`,
      'https://management.azure.com/',
      body,
    );
  const service = '/blobServices/default';
  const container = `${service}/containers/${end.containerUri.split('/').at(-1)}`;
  const rule = (name: string, enabled: boolean) => ({
    ...{ name, enabled, type: 'Lifecycle' },
    definition: {
      filters: { blobTypes: ['blockBlob'], prefixMatch: ['logs/'] },
      actions: {
        baseBlob: { tierToArchive: { daysAfterModificationGreaterThan: 1 } },
        version: { delete: { daysAfterCreationGreaterThan: 5 } },
      },
    },
  });
  return {
    facts: createStorageFacts(credentialFor, createResources(credentialFor, MACHINE)),
    end,
    elsewhere: { ...end, containerUri: end.containerUri.replace(/[^/]+\/([^/]+)$/, 'otheraccount/$1') },
    spoil: async () => {
      await change('PATCH', '', { properties: { publicNetworkAccess: 'Disabled', allowSharedKeyAccess: false } });
      const deleteRetentionPolicy = { enabled: true, days: 30 };
      await change('PUT', service, { properties: { isVersioningEnabled: true, deleteRetentionPolicy } });
      await change('POST', `${container}/setLegalHold`, { tags: ['audit'] });
      await change('PUT', `${container}/immutabilityPolicies/default`, {
        properties: { immutabilityPeriodSinceCreationInDays: 7 },
      });
      await change('PUT', '/managementPolicies/default', {
        properties: { policy: { rules: [rule('off', false), rule('tidy', true)] } },
      });
    },
  };
});

describeEventSubscriptionsContract('Resource Manager', () => {
  const { subscriptionId } = STACK_NAMES.source;
  const managed = { ...cloud.source.cloud, resourceManagerEndpoint: management.origin };
  return {
    subscriptions: createEventSubscriptions(() => cloud.credential),
    end: { ...cloud.source, subscriptionId, cloud: managed },
    sourceId: storageAccountId('source'),
    otherId: registryResourceId('source'),
  };
});

describeVaultNetworksContract('Resource Manager', async () => {
  const { subscriptionId } = STACK_NAMES.source;
  const managed = { ...cloud.source.cloud, resourceManagerEndpoint: management.origin };
  const credentialFor = () => cloud.credential;
  return {
    networks: createVaultNetworks(credentialFor, createResources(credentialFor, MACHINE)),
    end: { ...cloud.source, subscriptionId, cloud: managed },
    secretUri: `${cloud.vault.origin}/secrets/sas`,
    shut: (toServices) =>
      call('PATCH', `${management.origin}${vaultId()}?api-version=2022-07-01`, 'https://management.azure.com/', {
        properties: { networkAcls: { bypass: toServices ? 'None' : 'AzureServices', defaultAction: 'Deny' } },
      }),
  };
});
