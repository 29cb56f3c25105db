import type { ExportedBlob } from '../../domain/copy/exportedBlob';
import type { TransferManifest } from '../../domain/manifest';
import { manifestNameFor } from '../../domain/names';
import type { Batch } from '../../domain/plan';
import type { ActivityDependencies } from '../dependencies';
import { targetOf, type OfTransfer } from '../ends';

/** Writes the manifest into the target container before the blob is committed there: it names the transfer that imports the blob. */
export async function writeManifest(
  deps: Pick<ActivityDependencies, 'transfers' | 'blobs'>,
  input: OfTransfer & {
    batch: Batch;
    blob: ExportedBlob;
    /** ISO 8601, UTC. */
    exportedAt: string;
  },
): Promise<{ written: true }> {
  const { transferId, batch, exportedAt } = input;
  const { name, size, contentMd5 } = input.blob;
  const { target, name: route } = await targetOf(deps, input);
  const manifest: TransferManifest = {
    version: 1,
    transferId,
    route,
    blob: { name, size, contentMd5 },
    artifacts: batch.artifacts,
    exportedAt,
  };
  await deps.blobs.putJson(target, manifestNameFor(name), manifest);
  return { written: true };
}
