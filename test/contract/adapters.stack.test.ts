import type { ContainerClient, SignedIdentifier } from '@azure/storage-blob';
import { SecretClient } from '@azure/keyvault-secrets';
import { createFindLoginServer } from '../../src/azure/arm/registries';
import { createPipelineRuns } from '../../src/azure/arm/pipelineRuns';
import { createRoutePipelines } from '../../src/azure/arm/routePipelines';
import { createTransferPipelines } from '../../src/azure/arm/transferPipelines';
import { createSasIssuer } from '../../src/azure/sas/sasIssuer';
import { createSasSecrets } from '../../src/azure/vault/sasSecrets';
import { createReadSecret } from '../../src/azure/vault/secrets';
import { createCatalog } from '../../src/azure/registry/catalog';
import { createLedger } from '../../src/azure/state/ledger/ledger';
import { createManifestMemory } from '../../src/azure/state/manifestMemory';
import { createRegistryContent } from '../../src/azure/registry/registryContent';
import { createRegistryListing } from '../../src/azure/registry/listing';
import { createLedgerRebuilds } from '../../src/azure/state/ledger/ledgerRebuilds';
import { createSweeps } from '../../src/azure/state/sweeps';
import { createCleanups } from '../../src/azure/state/cleanups';
import { createCanaries } from '../../src/azure/state/canaries';
import { createPauseStore } from '../../src/azure/state/pauseStore';
import { createPushes } from '../../src/azure/state/pushes';
import { createScheduleBooks } from '../../src/azure/state/scheduleBooks';
import { createSlotStore } from '../../src/azure/state/slots';
import { createTransferPages } from '../../src/azure/state/transfers/transferPages';
import { createTransferRemovals } from '../../src/azure/state/transfers/transferRemovals';
import { createTransferStore } from '../../src/azure/state/transfers/transferStore';
import { phaseOf } from '../../src/domain/pipelineRun';
import { differenceOf, type DesiredPipeline } from '../../src/domain/pipelines/pipeline';
import type { RouteEnd } from '../../src/domain/route';
import { MACHINE } from '../../src/services/machine';
import { STACK_NAMES, registryResourceId } from '../../local/stackNames';
import { startResourceManager } from '../../local/registry/resourceManager/startResourceManager';
import type { RunningServer } from '../../local/http/startServer';
import { realPlatform } from '../local/testPlatform';
import { startCopyCloud, type CopyCloud } from '../azure/copy/copyCloud';
import { PUBLIC_CLOUD, routeEnd } from '../helpers/route';
import { trustCertificate } from '../helpers/trustCertificate';
import { until } from '../local/callHttp';
import { digestOf } from '../../local/registry/digest';
import {
  pushBlob,
  pushImage,
  putManifest,
  startTestRegistry,
  type Answer,
  type TestRegistry,
} from '../local/registry/registryFixture';
import { putPipeline } from '../local/registry/armClient';
import { transferSteps } from '../local/registry/transferSteps';
import { describeArrivedBlobsContract } from './arrivedBlobsContract';
import { describeBlobsContract } from './blobsContract';
import { describeBlockListsContract } from './blockListsContract';
import { describeCleanupsContract } from './cleanupsContract';
import { describeSweepsContract } from './sweepsContract';
import { describeRoutePipelinesContract } from './routePipelinesContract';
import { describePipelineRunsContract } from './pipelineRunsContract';
import { describeSasIssuerContract } from './sasIssuerContract';
import { describeSasSecretsContract } from './sasSecretsContract';
import { describeStoredBlobsContract } from './storedBlobsContract';
import { describeCatalogContract, type CatalogUnderTest } from './catalogContract';
import { describeCopyStrategyContract } from './copyStrategyContract';
import { describeLedgerContract } from './ledgerContract';
import { describeManifestMemoryContract } from './manifestMemoryContract';
import { describeLedgerRebuildsContract } from './ledgerRebuildsContract';
import { describeSlotStoreContract } from './slotStoreContract';
import { describeCanariesContract } from './canariesContract';
import { describeRegistryContentContract } from './registryContentContract';
import { describeStateSchemasContract } from './stateSchemasContract';
import { createStateSchemas } from '../../src/azure/state/schema/stateSchemas';
import { describePauseStoreContract } from './pauseStoreContract';
import { describePushesContract } from './pushesContract';
import { describeScheduleBooksContract } from './scheduleBooksContract';
import type { StorageUnderTest } from './storageUnderTest';
import { describeRegistryListingContract, type ListingUnderTest } from './registryListingContract';
import { describeTransferPipelinesContract, type PipelinesUnderTest } from './transferPipelinesContract';
import { describeTransferPagesContract } from './transferPagesContract';
import { describeTransferRemovalsContract } from './transferRemovalsContract';
import { describeTransferStoreContract } from './transferStoreContract';

let cloud: CopyCloud;
let registry: TestRegistry;
let management: RunningServer;
let distrust: () => void;

beforeAll(async () => {
  cloud = await startCopyCloud();
  registry = await startTestRegistry();
  distrust = trustCertificate(registry.cert);
  management = await startResourceManager({
    platform: realPlatform,
    port: 0,
    tls: cloud.stack.tls,
    registries: [
      { resourceId: registryResourceId('source'), loginServer: `127.0.0.1:${registry.port}`, store: registry.store },
    ],
    folder: registry.folder,
    admin: cloud.admin,
  });
});
afterAll(async () => {
  await management.close();
  distrust();
  await registry.close();
  await cloud.close();
});

/** An end of a route whose registry is managed at that address. */
function managedAt(resourceManagerEndpoint: string, end: 'source' | 'target', changes: Partial<RouteEnd> = {}) {
  const { subscriptionId, resourceGroup, registry: registryName } = STACK_NAMES[end];
  const registryId = registryResourceId(end);
  const { registrySuffixes: _azures, ...cloudOfTest } = PUBLIC_CLOUD;
  const managed = { ...cloudOfTest, resourceManagerEndpoint };
  return routeEnd(registryName, { registryId, subscriptionId, resourceGroup, cloud: managed, ...changes });
}

function storageUnderTest(): StorageUnderTest {
  const { blobs, blockLists, copyStrategies } = cloud.createApp().deps;
  return {
    blobs,
    blockLists,
    copyStrategies,
    source: cloud.source,
    target: cloud.target,
    async put(end, name, content, properties) {
      const container = end === cloud.source ? cloud.outgoing : cloud.incoming;
      const { contentMd5, contentType, contentEncoding, contentLanguage } = properties;
      const { contentDisposition, cacheControl, accessTier, metadata } = properties;
      const options = {
        blobHTTPHeaders: {
          ...(contentMd5 && { blobContentMD5: Buffer.from(contentMd5, 'base64') }),
          ...(contentType && { blobContentType: contentType }),
          ...(contentEncoding && { blobContentEncoding: contentEncoding }),
          ...(contentLanguage && { blobContentLanguage: contentLanguage }),
          ...(contentDisposition && { blobContentDisposition: contentDisposition }),
          ...(cacheControl && { blobCacheControl: cacheControl }),
        },
        ...(accessTier && { tier: accessTier }),
        metadata,
      };
      const client = container.getBlockBlobClient(name);
      // Put Blob gives a blob its Content-MD5 by itself; Put Block List does not.
      if (contentMd5) await client.upload(content, content.length, options);
      else {
        const id = Buffer.from('block').toString('base64');
        await client.stageBlock(id, content, content.length);
        await client.commitBlockList([id], options);
      }
    },
  };
}

let containers = 0;
async function newContainer(): Promise<ContainerClient> {
  containers += 1;
  const { containerClient } = await cloud.owner.createContainer(`state${containers}`);
  return containerClient;
  return (await cloud.owner.createContainer(`state${containers}`)).containerClient;
}

async function pipelinesUnderTest(): Promise<PipelinesUnderTest> {
  const { admin, stack } = cloud;
  const pipelines = createTransferPipelines(() => cloud.credential);
  const steps = transferSteps(stack);
  const [source, target] = await Promise.all(
    (['source', 'target'] as const).map(async (end) =>
      managedAt(stack.arm, end, { pipeline: await steps.pipeline(end, ['ContinueOnErrors']) }),
    ),
  );
  if (!source || !target) throw new Error('There are two ends.');
  admin.holds.hold('run.*');
  return {
    pipelines,
    source,
    target,
    exportOptions: ['ContinueOnErrors'],
    withoutPipeline: { ...source, pipeline: 'neverCreated' },
    switchTrigger: async (isOn) =>
      void (await putPipeline(stack, 'target', target.pipeline, { sourceTrigger: isOn ? 'Enabled' : 'Disabled' })),
    async finish(end, runName) {
      admin.holds.release('run.*');
      await until(async () => {
        const run = await pipelines.getRun(end, runName);
        return run !== undefined && phaseOf(run) !== 'running';
      });
    },
  };
}

function catalogUnderTest(): CatalogUnderTest {
  const credentialFor = () => cloud.credential;
  return {
    catalog: createCatalog(credentialFor, createFindLoginServer(credentialFor)),
    end: managedAt(management.origin, 'source'),
    push: async (repository, tag) => (await pushImage(registry, repository, tag, { annotations: mark() })).digest,
    putManifest: async (repository, mediaType, document) => {
      const bytes = Buffer.from(JSON.stringify(document));
      const digest = digestOf(bytes);
      requireStatus(201, await putManifest(registry, repository, digest, bytes, mediaType));
      return digest;
    },
    putBlob: (repository, content) => pushBlob(registry, repository, Buffer.from(content)),
    deleteManifest: async (repository, digest) =>
      requireStatus(202, await registry.send('DELETE', `/v2/${repository}/manifests/${digest}`)),
    deleteBlob: async (repository, digest) =>
      requireStatus(202, await registry.send('DELETE', `/v2/${repository}/blobs/${digest}`)),
  };
}

function listingUnderTest(): ListingUnderTest {
  const credentialFor = () => cloud.credential;
  const { push, putBlob, deleteManifest, end } = catalogUnderTest();
  const change = async (repository: string, reference: string, body: object): Promise<void> => {
    const target = `/acr/v1/${repository}/_${reference.includes(':') ? 'manifests' : 'tags'}/${reference}`;
    requireStatus(200, await registry.send('PATCH', target, { body: JSON.stringify(body) }));
  };
  return {
    listing: createRegistryListing(credentialFor, createFindLoginServer(credentialFor)),
    end,
    push,
    putManifest: async (repository, mediaType, document, tag) => {
      const bytes = Buffer.from(JSON.stringify(document));
      const digest = digestOf(bytes);
      requireStatus(201, await putManifest(registry, repository, tag ?? digest, bytes, mediaType));
      return digest;
    },
    putBlob,
    tagOften: async (repository, digest, tags) => {
      const manifest = await registry.store.getManifest(repository, digest);
      if (!manifest) throw new Error(`There is no ${digest}.`);
      await Promise.all(tags.map((tag) => registry.store.putManifest(repository, manifest, tag)));
    },
    deleteManifest,
    lock: (repository, reference) => change(repository, reference, { readEnabled: false }),
    quarantine: (repository, digest) => change(repository, digest, { quarantineState: 'Quarantined' }),
  };
}

function requireStatus(expected: number, { status, bytes }: Answer): void {
  if (status !== expected) throw new Error(`The registry answered ${status}: ${bytes}`);
}

let routePipelines = 0;
let secrets = 0;

let marks = 0;
function mark(): Record<string, string> {
  marks += 1;
  return { number: String(marks) };
}

const STORAGE = 'Azurite';
const VAULT = 'the emulated vault';
const VAULT_AUDIENCE = 'https://vault.azure.net';
const REGISTRY = 'the emulated registry';

describeBlobsContract(STORAGE, storageUnderTest);
describeArrivedBlobsContract(STORAGE, () => ({
  ...storageUnderTest(),
  arrived: cloud.createApp().deps.arrivedBlobs,
}));
describeBlockListsContract(STORAGE, storageUnderTest);
describeCopyStrategyContract('server', STORAGE, storageUnderTest);
describeCopyStrategyContract('relay', STORAGE, storageUnderTest);
describeStoredBlobsContract(STORAGE, () => ({
  ...storageUnderTest(),
  stored: cloud.createApp().deps.storedBlobs,
}));
describeSweepsContract(STORAGE, async () => createSweeps(await newContainer()));
describeCleanupsContract(STORAGE, async () => createCleanups(await newContainer()));
describeTransferStoreContract(STORAGE, async () => createTransferStore(await newContainer(), MACHINE));
describeTransferRemovalsContract(STORAGE, async () => {
  const container = await newContainer();
  const [transfers, pages] = [createTransferStore(container, MACHINE), createTransferPages(container)];
  return { transfers, pages, removals: createTransferRemovals(container) };
});
describeTransferPagesContract(STORAGE, async () => createTransferPages(await newContainer()));
describeLedgerContract(STORAGE, async () => createLedger(await newContainer(), MACHINE));
describeManifestMemoryContract(STORAGE, async () => createManifestMemory(await newContainer()));
describeLedgerRebuildsContract(STORAGE, async () => createLedgerRebuilds(await newContainer()));
describeSasSecretsContract(VAULT, async () => {
  secrets += 1;
  return {
    secrets: createSasSecrets(cloud.credential, VAULT_AUDIENCE),
    uri: `${cloud.vault.origin}/secrets/contract-${secrets}`,
  };
});
describeSasIssuerContract(STORAGE, async () => {
  const container = await newContainer();
  const { origin } = cloud.vault;
  const vault = new SecretClient(origin, cloud.credential, { disableChallengeResourceVerification: true });
  await vault.setSecret('account-key', cloud.accountKey);
  await vault.setSecret('no-account-key', cloud.sas('rl'));
  const address = new URL(cloud.source.containerUri);
  address.pathname = new URL(container.url).pathname;
  return {
    issuer: createSasIssuer(() => cloud.credential, createReadSecret(cloud.credential, VAULT_AUDIENCE), Date.now),
    end: { ...cloud.source, containerUri: address.href },
    key: `${origin}/secrets/account-key`,
    noKey: `${origin}/secrets/no-account-key`,
    policies: async () => {
      const { signedIdentifiers } = await container.getAccessPolicy();
      return signedIdentifiers.map(({ id, accessPolicy: { permissions = '', expiresOn } }) => ({
        ...{ id, rights: permissions },
        ...(expiresOn && { expiresAt: expiresOn.getTime() }),
      }));
    },
    setPolicies: async (policies) => {
      const identifiers = policies.map(({ id, rights, expiresAt }) => ({
        id,
        accessPolicy: { permissions: rights, ...(expiresAt !== undefined && { expiresOn: new Date(expiresAt) }) },
      }));
      await container.setAccessPolicy(undefined, identifiers as SignedIdentifier[]);
    },
  };
});
describeSlotStoreContract(STORAGE, async () => createSlotStore(await newContainer()));
describeScheduleBooksContract(STORAGE, async () => createScheduleBooks(await newContainer()));
describePushesContract(STORAGE, async () => createPushes(await newContainer(), MACHINE));
describePauseStoreContract(STORAGE, async () => createPauseStore(await newContainer()));
describeStateSchemasContract(STORAGE, async () => createStateSchemas(await newContainer()));
describeCanariesContract(STORAGE, async () => createCanaries(await newContainer()));
describeTransferPipelinesContract(REGISTRY, pipelinesUnderTest);
describeCatalogContract(REGISTRY, catalogUnderTest);
describeRegistryContentContract(REGISTRY, () => {
  const { catalog, end } = catalogUnderTest();
  const credentialFor = () => cloud.credential;
  return { content: createRegistryContent(credentialFor, createFindLoginServer(credentialFor)), catalog, end };
});
describeRegistryListingContract(REGISTRY, listingUnderTest);
describePipelineRunsContract(REGISTRY, async () => {
  const under = await pipelinesUnderTest();
  cloud.admin.settings.pageSize = 2;
  return { ...under, runs: createPipelineRuns(() => cloud.credential) };
});
describeRoutePipelinesContract(REGISTRY, async () => {
  const { admin, stack } = cloud;
  routePipelines += 1;
  const pipeline = `described${routePipelines}`;
  return {
    pipelines: createRoutePipelines(() => cloud.credential),
    source: managedAt(stack.arm, 'source', { pipeline }),
    target: managedAt(stack.arm, 'target', { pipeline }),
    slow: (isSlow) => admin.changeSettings({ pipelineSeconds: isSlow ? 0.5 : 0 }),
  };
});

it('RoutePipelines: a cloud whose API version knows SAS alone is asked for nothing else', async () => {
  const managed = managedAt(cloud.stack.arm, 'target', { pipeline: 'olderversion' });
  const end = { ...managed, cloud: { ...managed.cloud, pipelineApiVersion: '2019-12-01-preview' } };
  const pipelines = createRoutePipelines(() => cloud.credential);
  const desired: DesiredPipeline = {
    ...{ containerUri: end.containerUri, storageAccessMode: 'SasToken', sourceTrigger: 'Disabled' },
    ...{ secretUri: 'https://vault.example/secrets/sas', options: ['OverwriteTags'] },
  };
  const made = await pipelines.put('target', end, desired, undefined);
  expect(differenceOf(made, desired)).toEqual([]);
  expect(differenceOf(await pipelines.find('target', end), desired)).toEqual([]);
  await pipelines.remove('target', end);
  const unknown = { ...end, cloud: { ...end.cloud, pipelineApiVersion: '2018-01-01-preview' } };
  await expect(pipelines.put('target', unknown, desired, undefined)).rejects.toThrow('NoRegisteredProviderFound');
});
