import { createHash } from 'node:crypto';
import { ContainerClient, StorageSharedKeyCredential, type StoragePipelineOptions } from '@azure/storage-blob';
import type { AttachedStack } from '../stack/attachStack';
import { STACK_NAMES } from '../stackNames';

/** Source: docs/export-only.md. */
const MANIFEST = '.manifest.json';

/**
 * Copies a blob that was exported, and its manifest, as a courier does: content only, each by one HTTP PUT into the target container,
 * the manifest last.
 *
 * @param name  of the blob in the source container
 * @returns the blob's new name
 */
export async function handCarry(stack: AttachedStack, name: string, prefix: string): Promise<string> {
  const from = open(stack, 'source');
  const to = open(stack, 'target');
  for (const one of [name, `${name}${MANIFEST}`]) {
    const content = await from.getBlobClient(one).downloadToBuffer();
    const blobContentMD5 = createHash('md5').update(content).digest();
    const blobHTTPHeaders = { blobContentMD5 };
    await to.getBlockBlobClient(`${prefix}${one}`).upload(content, content.length, { blobHTTPHeaders });
  }
  return `${prefix}${name}`;
}

function open({ endpoints, keys, certificate }: AttachedStack, side: 'source' | 'target'): ContainerClient {
  const { account } = STACK_NAMES[side];
  const credential = new StorageSharedKeyCredential(account, keys.accounts[account] ?? '');
  // The client hands unknown options on to the core pipeline, which takes `tlsOptions`.
  const options = { tlsOptions: { ca: certificate.cert } } as StoragePipelineOptions;
  return new ContainerClient(endpoints[side === 'source' ? 'exports' : 'imports'], credential, options);
}
