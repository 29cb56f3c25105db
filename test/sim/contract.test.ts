import { createVirtualPlatform } from '../../local/host/virtualPlatform';
import { describeBlobsContract } from '../contract/blobsContract';
import { describeBlockListsContract } from '../contract/blockListsContract';
import { describeCatalogContract } from '../contract/catalogContract';
import { describeCopyStrategyContract } from '../contract/copyStrategyContract';
import type { StorageUnderTest } from '../contract/storageUnderTest';
import { describeRegistryListingContract } from '../contract/registryListingContract';
import { describeTransferPipelinesContract } from '../contract/transferPipelinesContract';
import { describeTransferStoreContract } from '../contract/transferStoreContract';
import type { Unreadable } from '../../src/domain/listing';
import { digestOf } from '../helpers/fakeRegistries';
import { createSimulatedAzure } from './azure/simulatedAzure';
import { drawDay } from './day/drawDay';

const NAME = 'simulated';
const FAILED = { provisioningState: 'Failed', status: 'Failed' };

/** A simulated Azure on a day without a fault; `usesSas` leads every call of storage through the vault. */
function quietAzure(usesSas: boolean) {
  const day = drawDay(1);
  const states = { atWork: { provisioningState: 'Creating', status: 'Running' }, hasFailed: FAILED };
  const quiet = { ...day, faults: [], settings: { ...day.settings, ...states, usesSas, continueOnErrors: true } };
  const platform = createVirtualPlatform({ jump: 'manual' });
  return { platform, ...createSimulatedAzure(quiet, platform) };
}

describe.each([false, true])('the simulated Azure keeps what the ports promise, with a SAS: %s', (usesSas) => {
  const azure = quietAzure(usesSas);
  const { ports, source, registries, platform } = azure;
  const target = azure.targets.prod;
  const storage: StorageUnderTest = {
    ...ports,
    source,
    target,
    put: async (end, name, content, properties) =>
      void azure.storage.put(end, name, { ...properties, size: content.length }),
  };
  let pushed = 0;

  describeBlobsContract(NAME, () => storage);
  describeBlockListsContract(NAME, () => storage);
  describeCopyStrategyContract('server', NAME, () => storage);
  describeCopyStrategyContract('relay', NAME, () => storage);
  const registry = {
    end: source,
    push: async (repository: string, tag: string) => {
      const digest = digestOf(`${(pushed += 1)} ${repository}`);
      azure.held.push(source, `${repository}:${tag}`, digest);
      return digest;
    },
    putManifest: async (repository: string, mediaType: string, document: object, tag?: string) => {
      const digest = registries.putManifest(source, repository, mediaType, document);
      if (tag !== undefined) azure.held.push(source, `${repository}:${tag}`, digest);
      return digest;
    },
    putBlob: async (repository: string, content: string) => registries.putBlob(source, repository, content),
    deleteManifest: async (repository: string, digest: string) => registries.remove(source, repository, digest),
  };
  const setState = (state: Unreadable) => async (repository: string, reference: string) => {
    const key = `${source.registryName}/${repository}${reference.includes(':') ? '@' : ':'}${reference}`;
    registries.states.set(key, state);
  };
  describeCatalogContract(NAME, () => ({
    ...registry,
    catalog: ports.catalog,
    deleteBlob: async (repository, digest) => registries.remove(source, repository, digest),
  }));
  describeRegistryListingContract(NAME, () => ({
    ...registry,
    listing: ports.listing,
    tagOften: async (repository, digest, tags) =>
      tags.forEach((tag) => azure.held.push(source, `${repository}:${tag}`, digest)),
    lock: setState('locked'),
    quarantine: setState('quarantined'),
  }));
  describeTransferPipelinesContract(NAME, async () => {
    const withoutPipeline = { ...source, pipeline: 'gone' };
    registries.removePipeline(withoutPipeline);
    // Nothing of a day is in these containers, so both kinds of runs end.
    const finish = async (): Promise<void> => platform.advance(3_600_000);
    const exportOptions = ['ContinueOnErrors'];
    registries.removePipeline({ ...target, pipeline: 'gone' });
    const switchTrigger = async (isOn: boolean): Promise<void> =>
      void registries.triggers.set(target.registryName, { isOn, changedAt: '2026-01-01T00:00:00Z' });
    return { pipelines: ports.pipelines, source, target, exportOptions, withoutPipeline, switchTrigger, finish };
  });
  describeTransferStoreContract(NAME, () => quietAzure(usesSas).transfers);
});
