import { AnonymousCredential, ContainerClient, newPipeline } from '@azure/storage-blob';
import { mapConcurrently } from '../../src/activities/mapConcurrently';
import type { CopyJob } from './job';

export interface BareLoopOptions {
  /** Bytes. */
  blockSize: number;
  /** Calls in flight, over all blobs. */
  concurrency: number;
}

/**
 * The fewest calls that copy a blob, and nothing else: Put Block From URL for each block, then Put Block List. No plan,
 * no resume, no condition, no retry, no properties.
 */
export async function copyBare(job: CopyJob, { blockSize, concurrency }: BareLoopOptions): Promise<void> {
  const pipeline = newPipeline(new AnonymousCredential(), { retryOptions: { maxTries: 1 } });
  const target = new ContainerClient(`${job.target}?${job.targetSas}`, pipeline);
  const blobs = job.names.map((name) => {
    const count = Math.ceil(job.size / blockSize);
    const ids = Array.from({ length: count }, (_, index) =>
      Buffer.from(String(index).padStart(6, '0')).toString('base64'),
    );
    return { name, ids, left: count };
  });
  const calls = blobs.flatMap((blob) => blob.ids.map((id, index) => ({ blob, id, offset: index * blockSize })));
  await mapConcurrently(calls, concurrency, async ({ blob, id, offset }) => {
    const client = target.getBlockBlobClient(blob.name);
    const length = Math.min(blockSize, job.size - offset);
    await client.stageBlockFromURL(id, `${job.source}/${blob.name}?${job.sourceSas}`, offset, length);
    blob.left -= 1;
    if (blob.left === 0) await client.commitBlockList(blob.ids);
  });
}
