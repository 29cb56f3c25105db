import { digestOf, FakeRegistries } from '../helpers/fakeRegistries';
import { createFakeArrivedBlobs } from '../helpers/fakeArrivedBlobs';
import { FakeContainerProbes } from '../helpers/fakeContainerProbes';
import { FakeCopyProbe } from '../helpers/fakeCopyProbe';
import { FakeEventSubscriptions } from '../helpers/fakeEventSubscriptions';
import { FakeSecretFacts } from '../helpers/fakeSecretFacts';
import { FakeVaultNetworks } from '../helpers/fakeVaultNetworks';
import { FakeStorageFacts } from '../helpers/fakeStorageFacts';
import { FakeCleanups } from '../helpers/fakeCleanups';
import { FakeLedger } from '../helpers/fakeLedger';
import { FakeManifestMemory } from '../helpers/fakeManifestMemory';
import { FakeLedgerRebuilds } from '../helpers/fakeLedgerRebuilds';
import { FakeCanaries } from '../helpers/fakeCanaries';
import { FakeRegistryContent } from '../helpers/fakeRegistryContent';
import { FakePauseStore } from '../helpers/fakePauseStore';
import { FakePushes } from '../helpers/fakePushes';
import { FakeResourceManager } from '../helpers/fakeResourceManager';
import {
  FakeEndpoints,
  FakePipelineVersions,
  FakeRegistryDescriptions,
  FakeStateProbe,
} from '../helpers/fakeDoctorPorts';
import { AccessDeniedError } from '../../src/domain/failures/errors';
import { FakeRoutePipelines } from '../helpers/fakeRoutePipelines';
import { FakeSasIssuer } from '../helpers/fakeSasIssuer';
import { FakeSasSecrets } from '../helpers/fakeSasSecrets';
import { FakeScheduleBooks } from '../helpers/fakeScheduleBooks';
import { FakeSlotStore } from '../helpers/fakeSlotStore';
import { FakeStorage } from '../helpers/fakeStorage';
import { FakeSweeps } from '../helpers/fakeSweeps';
import { FakeTransferPages } from '../helpers/fakeTransferPages';
import { FakeTransferRemovals } from '../helpers/fakeTransferRemovals';
import { FakeTransferStore } from '../helpers/fakeTransferStore';
import { SOURCE, TARGET } from '../helpers/route';
import { describeCopyProbeContract } from './copyProbeContract';
import { describeEventSubscriptionsContract } from './eventSubscriptionsContract';
import { describeContainerProbesContract } from './containerProbesContract';
import { describeVaultNetworksContract } from './vaultNetworksContract';
import { describeSecretFactsContract } from './secretFactsContract';
import { describeStorageFactsContract } from './storageFactsContract';
import { describeArrivedBlobsContract } from './arrivedBlobsContract';
import { describeBlobsContract } from './blobsContract';
import { describeBlockListsContract } from './blockListsContract';
import { describeCleanupsContract } from './cleanupsContract';
import { describePipelineRunsContract } from './pipelineRunsContract';
import { describePermissionsContract } from './permissionsContract';
import { describeResourcesContract } from './resourcesContract';
import { describeRoleAssignmentsContract } from './roleAssignmentsContract';
import { describeEndpointsContract } from './endpointsContract';
import { describePipelineVersionsContract } from './pipelineVersionsContract';
import { describeRegistryDescriptionsContract } from './registryDescriptionsContract';
import { describeStateProbeContract } from './stateProbeContract';
import { describeRoutePipelinesContract } from './routePipelinesContract';
import { describeSasIssuerContract } from './sasIssuerContract';
import { describeSasSecretsContract } from './sasSecretsContract';
import { describeStoredBlobsContract } from './storedBlobsContract';
import { describeCatalogContract, type CatalogUnderTest } from './catalogContract';
import { describeCopyStrategyContract } from './copyStrategyContract';
import { describeLedgerContract } from './ledgerContract';
import { describeManifestMemoryContract } from './manifestMemoryContract';
import { describeLedgerRebuildsContract } from './ledgerRebuildsContract';
import { describeCanariesContract } from './canariesContract';
import { describeRegistryContentContract } from './registryContentContract';
import { describeStateSchemasContract } from './stateSchemasContract';
import { FakeStateSchemas } from '../helpers/fakeStateSchemas';
import { describePauseStoreContract } from './pauseStoreContract';
import { describePushesContract } from './pushesContract';
import { describeScheduleBooksContract } from './scheduleBooksContract';
import type { StorageUnderTest } from './storageUnderTest';
import { describeRegistryListingContract, type ListingUnderTest } from './registryListingContract';
import { describeSlotStoreContract } from './slotStoreContract';
import { describeSweepsContract } from './sweepsContract';
import { describeTransferPipelinesContract, type PipelinesUnderTest } from './transferPipelinesContract';
import { describeTransferPagesContract } from './transferPagesContract';
import { describeTransferRemovalsContract } from './transferRemovalsContract';
import { describeTransferStoreContract } from './transferStoreContract';

const NAME = 'in memory';
const registries = new FakeRegistries();
const storage = new FakeStorage();

const storageUnderTest: StorageUnderTest = {
  blobs: storage.blobs,
  blockLists: storage.blockLists,
  copyStrategies: storage.copyStrategies,
  source: SOURCE,
  target: TARGET,
  put: async (end, name, content, properties) => {
    const blob = storage.put(end, name, { ...properties, size: content.length }, content);
    if (properties.contentMd5 === undefined) delete blob.contentMd5;
  },
};

let pushed = 0;
function catalogUnderTest(): CatalogUnderTest {
  return {
    catalog: registries.catalog,
    end: SOURCE,
    push: async (repository, tag) => {
      const digest = digestOf(`${(pushed += 1)} ${repository}`);
      registries.push(SOURCE, `${repository}:${tag}`, digest);
      return digest;
    },
    putManifest: async (...manifest) => registries.putManifest(SOURCE, ...manifest),
    putBlob: async (repository, content) => registries.putBlob(SOURCE, repository, content),
    deleteManifest: async (repository, digest) => registries.remove(SOURCE, repository, digest),
    deleteBlob: async (repository, digest) => registries.remove(SOURCE, repository, digest),
  };
}

function listingUnderTest(): ListingUnderTest {
  const { push, putManifest, putBlob, deleteManifest } = catalogUnderTest();
  const stateOf = (repository: string, reference: string): string =>
    `${SOURCE.registryName}/${repository}${reference.includes(':') ? '@' : ':'}${reference}`;
  return {
    listing: registries.listing,
    end: SOURCE,
    push,
    putManifest,
    putBlob,
    deleteManifest,
    tagOften: async (repository, digest, tags) =>
      tags.forEach((tag) => registries.push(SOURCE, `${repository}:${tag}`, digest)),
    lock: async (...of) => void registries.states.set(stateOf(...of), 'locked'),
    quarantine: async (...of) => void registries.states.set(stateOf(...of), 'quarantined'),
  };
}

async function pipelinesUnderTest(): Promise<PipelinesUnderTest> {
  const withoutPipeline = { ...SOURCE, pipeline: 'gone' };
  registries.removePipeline(withoutPipeline);
  registries.removePipeline({ ...TARGET, pipeline: 'gone' });
  registries.exportOptions.set(SOURCE.registryName, ['ContinueOnErrors']);
  return {
    pipelines: registries.pipelines,
    source: SOURCE,
    target: TARGET,
    exportOptions: ['ContinueOnErrors'],
    withoutPipeline,
    switchTrigger: async (isOn) =>
      void registries.triggers.set(TARGET.registryName, { isOn, changedAt: '2026-01-01T00:00:00Z' }),
    finish: async (end, runName) => registries.setRun(end, runName, { provisioningState: 'Failed', status: 'Failed' }),
  };
}

describeBlobsContract(NAME, () => storageUnderTest);
describeArrivedBlobsContract(NAME, () => ({ ...storageUnderTest, arrived: createFakeArrivedBlobs(storage) }));
describeBlockListsContract(NAME, () => storageUnderTest);
describeCopyStrategyContract('server', NAME, () => storageUnderTest);
describeCopyStrategyContract('relay', NAME, () => storageUnderTest);
describeCatalogContract(NAME, catalogUnderTest);
describeRegistryListingContract(NAME, listingUnderTest);
describeTransferPipelinesContract(NAME, pipelinesUnderTest);
describePipelineRunsContract(NAME, async () => ({ ...(await pipelinesUnderTest()), runs: registries.pipelineRuns }));
describeStoredBlobsContract(NAME, () => ({ ...storageUnderTest, stored: storage.storedBlobs }));
describeCleanupsContract(NAME, () => new FakeCleanups());
describeSweepsContract(NAME, () => new FakeSweeps());
describeTransferStoreContract(NAME, () => new FakeTransferStore());
describeTransferRemovalsContract(NAME, async () => {
  const [transfers, pages] = [new FakeTransferStore(), new FakeTransferPages()];
  return { transfers, pages, removals: new FakeTransferRemovals(transfers, pages) };
});
describeTransferPagesContract(NAME, () => new FakeTransferPages());
describeLedgerContract(NAME, () => new FakeLedger());
describeManifestMemoryContract(NAME, () => new FakeManifestMemory());
describeLedgerRebuildsContract(NAME, () => new FakeLedgerRebuilds());
describeSasSecretsContract(NAME, async () => ({
  secrets: new FakeSasSecrets(),
  uri: 'https://vault.example/secrets/sas',
}));
describeSasIssuerContract(NAME, async () => {
  const issuer = new FakeSasIssuer();
  const keyUri = (secret: 'key' | 'noKey'): string => `https://vault.example/secrets/${secret}`;
  issuer.keyUris = [keyUri('key')];
  return {
    issuer,
    end: SOURCE,
    key: keyUri('key'),
    noKey: keyUri('noKey'),
    policies: async () => issuer.policiesOf(SOURCE),
    setPolicies: async (policies) => issuer.setPolicies(SOURCE, policies),
  };
});
describeSlotStoreContract(NAME, () => new FakeSlotStore());
describeScheduleBooksContract(NAME, () => new FakeScheduleBooks());
describePushesContract(NAME, () => new FakePushes());
describePauseStoreContract(NAME, () => new FakePauseStore());
describeStateSchemasContract(NAME, () => new FakeStateSchemas());
describeCanariesContract(NAME, () => new FakeCanaries());
describeRegistryContentContract(NAME, () => {
  const registries = new FakeRegistries();
  return { content: new FakeRegistryContent(registries), catalog: registries.catalog, end: SOURCE };
});
describeRoutePipelinesContract(NAME, async () => {
  const pipelines = new FakeRoutePipelines();
  return {
    pipelines,
    source: SOURCE,
    target: TARGET,
    slow: (isSlow) => {
      pipelines.looks = isSlow ? 3 : 0;
    },
  };
});

const ACCOUNT = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/builds';
describeResourcesContract(NAME, async () => {
  const resources = new FakeResourceManager();
  const vault = { id: '/subscriptions/s/vaults/one', uri: 'https://one.example' };
  const policyVault = { id: '/subscriptions/s/vaults/two', uri: 'https://two.example' };
  const containerUri = 'https://127.0.0.1/builds/transfers';
  resources.accounts.set('https://127.0.0.1/builds', ACCOUNT);
  const tenantId = 'a-tenant';
  const accessPolicies = [{ objectId: 'reader', tenantId, secrets: ['get'] }];
  resources.vaults.set(vault.uri, { id: vault.id, tenantId, hasRoles: true });
  resources.vaults.set(policyVault.uri, { id: policyVault.id, tenantId, hasRoles: false, accessPolicies });
  resources.isSeenFrom = ({ subscriptionId }) => subscriptionId !== 'empty';
  const end = { ...SOURCE, containerUri };
  return { resources, end, elsewhere: { ...end, subscriptionId: 'empty' }, accountId: ACCOUNT, vault, policyVault };
});
describePermissionsContract(NAME, async () => {
  const permissions = new FakeResourceManager();
  permissions.principalId = '12345678-1234-4234-8234-123456789012';
  const nothing = { actions: [], notActions: [], dataActions: [], notDataActions: [] };
  return {
    ...{ permissions, end: SOURCE, account: ACCOUNT, principalId: permissions.principalId },
    give: async (role, scope) =>
      void permissions.allowed.set(scope, [
        role === 'Reader' ? { ...nothing, actions: ['*/read'] } : { ...nothing, dataActions: ['*/blobs/read'] },
      ]),
  };
});
describeRoleAssignmentsContract(NAME, async () => {
  const assignments = new FakeResourceManager();
  const words = 'The client does not have authorization to perform action x.';
  return {
    ...{ assignments, end: SOURCE, account: ACCOUNT },
    forbid: async () => void (assignments.refusal = { code: 'AuthorizationFailed', words }),
  };
});
describeRegistryDescriptionsContract(NAME, () => {
  const fake = new FakeRegistryDescriptions();
  const nowhere = { ...SOURCE, registryName: 'nowhere' };
  const old = { ...SOURCE, registryName: 'old' };
  fake.changed.set('nowhere', undefined);
  fake.softDeletes.set('old', undefined);
  return {
    registries: fake,
    end: SOURCE,
    nowhere,
    old,
    deleteSoftly: async () => void fake.softDeletes.set(SOURCE.registryName, { status: 'enabled', days: 30 }),
    replicate: async () => {
      const failed = { name: 'northeurope', location: 'northeurope', state: 'Failed', words: 'Failed: no capacity' };
      fake.replicated.set(SOURCE.registryName, [failed]);
    },
    change: async () =>
      void fake.changed.set(SOURCE.registryName, {
        sku: 'Standard',
        publicNetworkAccess: 'Disabled',
        exportPolicy: 'disabled',
        retention: { status: 'enabled', days: 5 },
        roleAssignmentMode: 'AbacRepositoryPermissions',
      }),
  };
});
describePipelineVersionsContract(NAME, () => {
  const versions = new FakePipelineVersions();
  return { versions, end: SOURCE, knowOnly: (version) => void (versions.known = [version]) };
});
describeEndpointsContract(NAME, async () => {
  const endpoints = new FakeEndpoints();
  endpoints.looks.set('https://silent.example', { answers: false, isDistrusted: false, words: 'ENOTFOUND' });
  return { endpoints, answers: 'https://answers.example', silent: 'https://silent.example' };
});
describeStateProbeContract(NAME, async () => {
  const refused = new FakeStateProbe();
  refused.refusal = new AccessDeniedError('write a blob', 'a role', { words: '403' });
  return { probe: new FakeStateProbe(), refused, left: async () => [] };
});
describeSecretFactsContract(NAME, async () => {
  const facts = new FakeSecretFacts();
  const secrets = 'https://vault.example/secrets';
  return {
    ...{ facts, secrets },
    put: async (name, value, { enabled = true, exp, nbf }) => {
      if (!enabled) facts.secrets.set(`${secrets}/${name}`, { state: 'disabled', words: '403 Forbidden' });
      else {
        facts.put(`${secrets}/${name}`, value, {
          ...(exp !== undefined && { expires: exp * 1000 }),
          ...(nbf !== undefined && { notBefore: nbf * 1000 }),
        });
      }
    },
  };
});
describeContainerProbesContract(NAME, () => {
  const probes = new FakeContainerProbes();
  probes.missing.add(TARGET.containerUri);
  return { probes, end: SOURCE, without: TARGET, sas: 'sv=1&sig=good' };
});
describeEventSubscriptionsContract(NAME, () => {
  const subscriptions = new FakeEventSubscriptions();
  const facts = {
    ...{ state: 'Succeeded', endpointType: 'WebHook', endpoint: 'https://app.example/runtime/webhooks/EventGrid' },
    eventTypes: ['Microsoft.Storage.BlobCreated'],
    subjectBeginsWith: '/blobServices/default/containers/imports/',
  };
  subscriptions.known.set(ACCOUNT, [
    { name: 'own', ...facts },
    { name: 'nested', ...facts },
  ]);
  return { subscriptions, end: SOURCE, sourceId: ACCOUNT, otherId: `${ACCOUNT}2` };
});
describeCopyProbeContract(NAME, () => {
  const probe = new FakeCopyProbe();
  return {
    ...{ probe, source: SOURCE, target: TARGET },
    refuse: (what) => {
      probe.refuses = what;
      return () => (probe.refuses = undefined);
    },
    abandon: async () => void probe.abandoned.push('doctor/probe-1-x.txt'),
    left: async () => probe.abandoned,
  };
});
describeStorageFactsContract(NAME, async () => {
  const facts = new FakeStorageFacts();
  facts.unseen = TARGET.containerUri;
  return {
    ...{ facts, end: SOURCE, elsewhere: TARGET },
    spoil: async () => {
      facts.change({ publicNetworkAccess: 'Disabled', allowsSharedKey: false });
      facts.service = { keepsVersions: true, softDeleteDays: 30 };
      facts.ofContainer = { legalHolds: ['audit'], immutability: { days: 7, state: 'Unlocked' } };
      facts.rules = [{ name: 'tidy', index: 1, prefixes: ['logs/'], archiveAfterDays: 1, deleteVersionsAfterDays: 5 }];
    },
  };
});
describeVaultNetworksContract(NAME, async () => {
  const networks = new FakeVaultNetworks();
  const shut = (toServices: boolean) => networks.change({ defaultAction: 'Deny', trustsServices: !toServices });
  return { networks, end: SOURCE, secretUri: `${networks.origin}/secrets/sas`, shut };
});
