import type { BlockBlobClient } from '@azure/storage-blob';
import { planExport } from './planExport';
import type { RunContext } from './runContext';
import { RunFailure, storageFailure } from './runFailure';
import { stageArchive, type StagedArchive } from './archive/uploadArchive';
import { largestArchiveSize, writeArchive } from './archive/writeArchive';

/** Metadata that a registry's source trigger looks for. */
const METADATA = { category: 'acr-transfer-blob' };

/**
 * Writes the run's artifacts as one blob, committed last and with its Content-MD5. Answers the catalog's digest.
 *
 * @throws RunFailure when an artifact cannot be read (unless the pipeline continues on errors), when storage refuses, or
 *   when the blob exists and the pipeline does not overwrite.
 */
export async function exportRun(context: RunContext): Promise<{ catalogDigest: string }> {
  const { run, pipeline, content, container, signal } = context;
  const options = pipeline.options ?? [];
  const overwrite = options.includes('OverwriteBlobs');
  const blob = container.getBlockBlobClient(run.request.target?.name ?? '');
  const committed = await findCommitted(context, blob);
  if (committed) return committed;
  if (!overwrite && (await exists(blob, signal))) throw blobExists(blob.name);

  const continueOnErrors = options.includes('ContinueOnErrors');
  const plan = await planExport(content, run.request.artifacts ?? [], {
    continueOnErrors,
    largestLayerBytes: context.largestLayerBytes,
  });
  await context.passes('run.export.beforeBlob');
  const size = largestArchiveSize(plan);
  const progress = (bytes: number): void => context.progress(bytes / size);
  const staged = await stageArchive(blob, writeArchive(plan, content), { size, signal, progress });
  context.checkpoint({ contentMd5: staged.md5.toString('base64'), catalogDigest: staged.catalogDigest });
  await commit(blob, staged, overwrite, signal);
  return { catalogDigest: staged.catalogDigest };
}

/** Whether an execution before this one had committed the blob, and was killed before it could say so. */
async function findCommitted(
  context: RunContext,
  blob: BlockBlobClient,
): Promise<{ catalogDigest: string } | undefined> {
  const { contentMd5, catalogDigest } = context.run.checkpoint ?? {};
  if (contentMd5 === undefined || catalogDigest === undefined) return undefined;
  const found = await blob.getProperties({ abortSignal: context.signal }).catch(() => undefined);
  const md5 = found?.contentMD5 && Buffer.from(found.contentMD5).toString('base64');
  return md5 === contentMd5 ? { catalogDigest } : undefined;
}

async function exists(blob: BlockBlobClient, abortSignal: AbortSignal): Promise<boolean> {
  return blob.exists({ abortSignal }).catch((error: unknown) => {
    abortSignal.throwIfAborted();
    throw storageFailure(error);
  });
}

async function commit(
  blob: BlockBlobClient,
  staged: StagedArchive,
  overwrite: boolean,
  abortSignal: AbortSignal,
): Promise<void> {
  try {
    await blob.commitBlockList(staged.blockIds, {
      abortSignal,
      metadata: METADATA,
      blobHTTPHeaders: { blobContentMD5: staged.md5, blobContentType: 'application/octet-stream' },
      ...(overwrite ? {} : { conditions: { ifNoneMatch: '*' } }),
    });
  } catch (error) {
    abortSignal.throwIfAborted();
    if ((error as { statusCode?: number }).statusCode === 409 && !overwrite) throw blobExists(blob.name);
    throw storageFailure(error);
  }
}

function blobExists(name: string): RunFailure {
  return new RunFailure(`The blob '${name}' already exists, and the pipeline does not have the option OverwriteBlobs.`);
}
