import { buffer } from 'node:stream/consumers';
import { ContainerClient, type StoragePipelineOptions, StorageSharedKeyCredential } from '@azure/storage-blob';
import { STACK_NAMES } from '../../../local/stackNames';
import { pickProperties } from '../../../src/azure/storage/blobs';
import type { BlobProperties } from '../../../src/domain/copy/exportedBlob';
import type { LocalStack } from './startLocalStack';

/** The stack's storage, read with the account keys, as its owner would. */
export interface InspectedStorage {
  /** Names of all blobs, those that have only uncommitted blocks included. */
  blobs(container: 'exports' | 'imports' | 'state'): Promise<string[]>;
  /** Ids of the uncommitted blocks of a blob of the target container. */
  stagedBlocks(blob: string): Promise<string[]>;
  /** Headers and metadata of a blob of the target container. */
  properties(blob: string): Promise<BlobProperties>;
  /** Content of a blob of the target container. */
  readImported(blob: string): Promise<string>;
  /** Content of a blob of the source container. */
  readExported(blob: string): Promise<Buffer>;
  /** Content of a blob of the app's own state container. */
  readState(blob: string): Promise<string>;
  writeState(blob: string, content: string): Promise<void>;
  /** The app's own state container. */
  state: ContainerClient;
}

const ACCOUNTS = {
  exports: STACK_NAMES.source.account,
  imports: STACK_NAMES.target.account,
  state: STACK_NAMES.state.account,
};

export function inspectStorage({ endpoints, keys, certificate }: LocalStack): InspectedStorage {
  const open = (container: keyof typeof ACCOUNTS): ContainerClient => {
    const account = ACCOUNTS[container];
    const credential = new StorageSharedKeyCredential(account, keys.accounts[account] ?? '');
    // The client hands unknown options on to the core pipeline, which takes `tlsOptions`.
    const options = { tlsOptions: { ca: certificate.cert } } as StoragePipelineOptions;
    return new ContainerClient(endpoints[container], credential, options);
  };
  const read = async (container: keyof typeof ACCOUNTS, blob: string): Promise<Buffer> => {
    // One request: between the two of `downloadToBuffer` the app may write something shorter.
    const { readableStreamBody } = await open(container).getBlobClient(blob).download();
    return readableStreamBody ? buffer(readableStreamBody) : Buffer.alloc(0);
  };
  return {
    state: open('state'),
    async blobs(container) {
      const names: string[] = [];
      for await (const { name } of open(container).listBlobsFlat({ includeUncommitedBlobs: true })) names.push(name);
      return names;
    },
    async stagedBlocks(blob) {
      try {
        const { uncommittedBlocks = [] } = await open('imports').getBlockBlobClient(blob).getBlockList('uncommitted');
        return uncommittedBlocks.map(({ name }) => name);
      } catch (error) {
        if ((error as { statusCode?: number }).statusCode === 404) return [];
        throw error;
      }
    },
    properties: async (blob) => pickProperties(await open('imports').getBlobClient(blob).getProperties()),
    readImported: async (blob) => (await read('imports', blob)).toString('utf8'),
    readExported: (blob) => read('exports', blob),
    readState: async (blob) => (await read('state', blob)).toString('utf8'),
    writeState: async (blob, content) => {
      await open('state').getBlockBlobClient(blob).uploadData(Buffer.from(content));
    },
  };
}
