import { createHash } from 'node:crypto';
import {
  BlobSASPermissions,
  ContainerClient,
  StorageSharedKeyCredential,
  type StoragePipelineOptions,
} from '@azure/storage-blob';
import { STACK_NAMES } from '../../../local/stackNames';
import { blobCreatedEvent } from '../../helpers/blobEvents';
import { request, type Answer } from './request';
import type { LocalStack } from './startLocalStack';

/** Whoever carries files from one cloud to another, and knows nothing of the app. */
export interface Courier {
  /** Takes a file along. */
  take(container: 'exports' | 'imports', name: string): Promise<Buffer>;
  /** Puts a file into the container of the import pipeline, by an ordinary HTTP PUT. */
  bring(name: string, content: Buffer, headers?: Record<string, string>): Promise<void>;
  /** The same in blocks, as large files are put, without their Content-MD5 and their metadata. */
  bringStripped(name: string, content: Buffer): Promise<void>;
  /** Takes a file out of the container of the import pipeline. */
  remove(name: string): Promise<void>;
}

export function createCourier({ endpoints, keys, certificate }: LocalStack): Courier {
  const ca = certificate.cert;
  const open = (container: 'exports' | 'imports'): ContainerClient => {
    const { account } = STACK_NAMES[container === 'exports' ? 'source' : 'target'];
    const credential = new StorageSharedKeyCredential(account, keys.accounts[account] ?? '');
    // The client hands unknown options on to the core pipeline, which takes `tlsOptions`.
    return new ContainerClient(endpoints[container], credential, { tlsOptions: { ca } } as StoragePipelineOptions);
  };
  return {
    take: (container, name) => open(container).getBlobClient(name).downloadToBuffer(),
    async bring(name, content, more = {}) {
      const permissions = BlobSASPermissions.parse('cw');
      const expiresOn = new Date(Date.now() + 3_600_000);
      const url = await open('imports').getBlobClient(name).generateSasUrl({ permissions, expiresOn });
      const contentMd5 = createHash('md5').update(content).digest('base64');
      const headers = { 'x-ms-blob-type': 'BlockBlob', 'content-md5': contentMd5, ...more };
      const { status, text } = await request(url, { method: 'PUT', body: content, headers, ca });
      if (status !== 201) throw new Error(`PUT ${name} answered ${status}: ${text}`);
    },
    async bringStripped(name, content) {
      const permissions = BlobSASPermissions.parse('cw');
      const expiresOn = new Date(Date.now() + 3_600_000);
      const url = await open('imports').getBlobClient(name).generateSasUrl({ permissions, expiresOn });
      const half = Math.ceil(content.length / 2);
      const blocks = [content.subarray(0, half), content.subarray(half)];
      const ids = blocks.map((_, index) => Buffer.from(`block-${index}`).toString('base64'));
      const list = `<BlockList>${ids.map((id) => `<Latest>${id}</Latest>`).join('')}</BlockList>`;
      const puts = [
        ...blocks.map((body, index) => ({ query: `comp=block&blockid=${encodeURIComponent(ids[index] ?? '')}`, body })),
        { query: 'comp=blocklist', body: Buffer.from(list) },
      ];
      for (const { query, body } of puts) {
        const { status, text } = await request(`${url}&${query}`, { method: 'PUT', body, ca });
        if (status !== 201) throw new Error(`PUT ${name}?${query} answered ${status}: ${text}`);
      }
    },
    remove: async (name) => void (await open('imports').getBlobClient(name).delete()),
  };
}

/** Delivers an event to the app, as Event Grid does: whatever is given as it is, or that a blob arrived. */
export async function announce(
  { endpoints }: LocalStack,
  event: string | object,
  functionName = 'blobCreated',
): Promise<Answer> {
  const body = [typeof event === 'string' ? blobCreatedEvent(endpoints.imports, event) : event];
  const url = `${endpoints.host}/runtime/webhooks/EventGrid?functionName=${functionName}`;
  return request(url, { method: 'POST', headers: { 'aeg-event-type': 'Notification' }, body });
}
