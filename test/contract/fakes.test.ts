import { digestOf, FakeRegistries } from '../helpers/fakeRegistries';
import { createFakeArrivedBlobs } from '../helpers/fakeArrivedBlobs';
import { FakeCleanups } from '../helpers/fakeCleanups';
import { FakeLedger } from '../helpers/fakeLedger';
import { FakeManifestMemory } from '../helpers/fakeManifestMemory';
import { FakeLedgerRebuilds } from '../helpers/fakeLedgerRebuilds';
import { FakeCanaries } from '../helpers/fakeCanaries';
import { FakeRegistryContent } from '../helpers/fakeRegistryContent';
import { FakePauseStore } from '../helpers/fakePauseStore';
import { FakePushes } from '../helpers/fakePushes';
import { FakeRoutePipelines } from '../helpers/fakeRoutePipelines';
import { FakeScheduleBooks } from '../helpers/fakeScheduleBooks';
import { FakeSlotStore } from '../helpers/fakeSlotStore';
import { FakeStorage } from '../helpers/fakeStorage';
import { FakeSweeps } from '../helpers/fakeSweeps';
import { FakeTransferPages } from '../helpers/fakeTransferPages';
import { FakeTransferRemovals } from '../helpers/fakeTransferRemovals';
import { FakeTransferStore } from '../helpers/fakeTransferStore';
import { SOURCE, TARGET } from '../helpers/route';
import { describeArrivedBlobsContract } from './arrivedBlobsContract';
import { describeBlobsContract } from './blobsContract';
import { describeBlockListsContract } from './blockListsContract';
import { describeCleanupsContract } from './cleanupsContract';
import { describePipelineRunsContract } from './pipelineRunsContract';
import { describeRoutePipelinesContract } from './routePipelinesContract';
import { describeStoredBlobsContract } from './storedBlobsContract';
import { describeCatalogContract, type CatalogUnderTest } from './catalogContract';
import { describeCopyStrategyContract } from './copyStrategyContract';
import { describeLedgerContract } from './ledgerContract';
import { describeManifestMemoryContract } from './manifestMemoryContract';
import { describeLedgerRebuildsContract } from './ledgerRebuildsContract';
import { describeCanariesContract } from './canariesContract';
import { describeRegistryContentContract } from './registryContentContract';
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
    const blob = storage.put(end, name, { ...properties, size: content.length });
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
describeSlotStoreContract(NAME, () => new FakeSlotStore());
describeScheduleBooksContract(NAME, () => new FakeScheduleBooks());
describePushesContract(NAME, () => new FakePushes());
describePauseStoreContract(NAME, () => new FakePauseStore());
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
