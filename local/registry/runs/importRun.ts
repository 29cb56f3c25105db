import type { BlockBlobClient } from '@azure/storage-blob';
import { artifactName } from './runArtifact';
import { readTransferBlob } from './archive/readTransferBlob';
import type { RunContext } from './runContext';
import { RunFailure, storageFailure } from './runFailure';
import { storeArtifact } from './storeArtifact';

/** What an import run shows of its outcome. */
export interface ImportOutcome {
  catalogDigest: string;
  /** `repository:tag` or `repository@digest`. */
  importedArtifacts: string[];
}

/**
 * Reads the run's blob back: layers are stored while they stream, then manifests and tags, every digest verified.
 *
 * @throws RunFailure when storage refuses, the blob is damaged or not the pinned one, or an artifact cannot be stored
 *   (unless the pipeline continues on errors).
 */
export async function importRun(context: RunContext): Promise<ImportOutcome> {
  const { run, pipeline } = context;
  const blob = context.container.getBlockBlobClient(run.request.source?.name ?? '');
  const outcome = readCheckpoint(context) ?? (await importBlob(context, blob));
  if (pipeline.options?.includes('DeleteSourceBlobOnSuccess')) {
    const { artifactCount } = outcome;
    // What the service does after a partial import is not documented: the blob that could repeat it is kept.
    if (artifactCount === outcome.importedArtifacts.length) await deleteBlob(context, blob);
  }
  return { catalogDigest: outcome.catalogDigest, importedArtifacts: outcome.importedArtifacts };
}

type ImportedBlob = ImportOutcome & { artifactCount: number };

function readCheckpoint(context: RunContext): ImportedBlob | undefined {
  const { catalogDigest, importedArtifacts } = context.run.checkpoint ?? {};
  if (catalogDigest === undefined || importedArtifacts === undefined) return undefined;
  return { catalogDigest, importedArtifacts, artifactCount: importedArtifacts.length };
}

async function importBlob(context: RunContext, blob: BlockBlobClient): Promise<ImportedBlob> {
  const options = context.pipeline.options ?? [];
  const { catalog, manifests, damaged, catalogDigest } = await readTransferBlob(context, blob);
  const pinned = context.run.request.catalogDigest;
  if (pinned !== undefined && normalize(pinned) !== normalize(catalogDigest)) {
    throw new RunFailure(`The blob '${blob.name}' has the catalog digest ${catalogDigest}, not ${pinned}.`);
  }
  await context.passes('run.import.beforeTags');
  const importedArtifacts: string[] = [];
  const failures: RunFailure[] = [];
  for (const artifact of catalog.artifacts) {
    try {
      const overwriteTags = options.includes('OverwriteTags');
      await storeArtifact(context.content, artifact, { manifests, damaged, overwriteTags });
      importedArtifacts.push(artifactName(artifact));
    } catch (error) {
      if (!(error instanceof RunFailure) || !options.includes('ContinueOnErrors')) throw error;
      failures.push(error);
    }
  }
  const [first] = failures;
  if (importedArtifacts.length === 0 && first) throw first;
  if (failures.length === 0) context.checkpoint({ catalogDigest, importedArtifacts });
  return { catalogDigest, importedArtifacts, artifactCount: catalog.artifacts.length };
}

async function deleteBlob(context: RunContext, blob: BlockBlobClient): Promise<void> {
  try {
    await blob.deleteIfExists({ abortSignal: context.signal });
  } catch (error) {
    context.signal.throwIfAborted();
    throw storageFailure(error);
  }
}

/** The published examples write `sha256@…`; `sha256:…` means the same. */
function normalize(digest: string): string {
  return digest.toLowerCase().replace('@', ':');
}
