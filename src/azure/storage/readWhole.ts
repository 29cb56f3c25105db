import type { BlobClient } from '@azure/storage-blob';

/** Reads a small blob, trying each request once. */
export function readWhole(blob: BlobClient): Promise<Buffer> {
  return blob.downloadToBuffer(0, undefined, { maxRetryRequestsPerBlock: 0 });
}
