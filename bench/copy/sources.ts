import { createHash, randomFillSync } from 'node:crypto';
import type { ContainerClient } from '@azure/storage-blob';
import { TRANSFER_CATEGORY } from '../../src/domain/copy/exportedBlob';

/** A set of blobs of one size, in a container of their own. */
export interface BlobSet {
  container: string;
  names: string[];
  /** Bytes of each. */
  size: number;
}

const BLOCK = 32 * 1024 * 1024;

/** Writes blobs that cannot be compressed, with the MD5 and the metadata that an export gives its blob. */
export async function writeBlobs(container: ContainerClient, count: number, size: number): Promise<BlobSet> {
  await container.createIfNotExists();
  const names = Array.from({ length: count }, (_, index) => `blob-${String(index).padStart(2, '0')}`);
  for (const name of names) await writeBlob(container, name, size);
  return { container: container.containerName, names, size };
}

async function writeBlob(container: ContainerClient, name: string, size: number): Promise<void> {
  const blob = container.getBlockBlobClient(name);
  const md5 = createHash('md5');
  const ids: string[] = [];
  for (let offset = 0; offset < size; offset += BLOCK) {
    const block = randomFillSync(Buffer.allocUnsafe(Math.min(BLOCK, size - offset)));
    md5.update(block);
    const id = Buffer.from(String(ids.length).padStart(6, '0')).toString('base64');
    await blob.stageBlock(id, block, block.length);
    ids.push(id);
  }
  await blob.commitBlockList(ids, {
    blobHTTPHeaders: { blobContentMD5: md5.digest(), blobContentType: 'application/octet-stream' },
    metadata: { [TRANSFER_CATEGORY.name]: TRANSFER_CATEGORY.value },
  });
}
