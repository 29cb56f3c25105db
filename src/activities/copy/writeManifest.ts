import { ExportedBlobMissingError, ExportedBlobUnfitError } from '../../domain/failures/errors';
import type { ExportedBlob } from '../../domain/copy/exportedBlob';
import type { TransferManifest } from '../../domain/manifest';
import { manifestNameFor } from '../../domain/names';
import type { Batch } from '../../domain/plan';
import type { ToCarry } from '../../domain/report/report';
import { blobUri } from '../../domain/route';
import type { ActivityDependencies } from '../dependencies';
import { sourceOf, targetOf, type OfTransfer } from '../ends';

type Dependencies = Pick<ActivityDependencies, 'transfers' | 'blobs'>;

interface Described extends OfTransfer {
  batch: Batch;
  blob: ExportedBlob;
  /** ISO 8601, UTC. */
  exportedAt: string;
}

/** Writes the manifest into the target container before the blob is committed there: it names the transfer that imports the blob. */
export async function writeManifest(deps: Dependencies, input: Described): Promise<{ written: true }> {
  const { target, name: route } = await targetOf(deps, input);
  await deps.blobs.putJson(target, manifestNameFor(input.blob.name), manifestOf(input, route));
  return { written: true };
}

/**
 * Writes the manifest beside the exported blob, where others carry both on. It comes last: a blob that has one was seen whole, and
 * holds something that was exported as planned. It tells of all that the run was asked for, so that the far side also finds what of
 * it is not as planned.
 *
 * Errors: ExportedBlobMissingError and ExportedBlobUnfitError where it is not the blob any more that was seen, and those of the storage.
 */
export async function writeExportManifest(deps: Dependencies, input: Described): Promise<ToCarry> {
  const { source, name: route } = await sourceOf(deps, input);
  const { name, size, contentMd5 } = input.blob;
  const uri = blobUri(source, name);
  const there = await deps.blobs.head(source, name);
  if (!there) throw new ExportedBlobMissingError(uri);
  if (there.etag !== input.blob.etag) throw new ExportedBlobUnfitError(uri, 'what was exported: it was replaced');
  const manifest = manifestNameFor(name);
  await deps.blobs.putJson(source, manifest, manifestOf(input, route));
  return { blob: uri, manifest: blobUri(source, manifest), size, contentMd5 };
}

function manifestOf({ transferId, batch, blob, exportedAt }: Described, route: string): TransferManifest {
  const { name, size, contentMd5 } = blob;
  return {
    version: 1,
    transferId,
    route,
    blob: { name, size, contentMd5 },
    artifacts: batch.artifacts,
    exportedAt,
  };
}
