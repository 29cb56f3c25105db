import { ExportedBlobMissingError, ExportedBlobUnfitError } from '../../domain/failures/errors';
import { lackingForImport, type ExportedBlob } from '../../domain/copy/exportedBlob';
import type { ActivityDependencies } from '../dependencies';
import { sourceOf, type OfTransfer } from '../ends';
import { blobUri } from '../../domain/route';

/** Checks that the exported blob exists and has all that an import relies on. */
export async function inspectExportedBlob(
  deps: Pick<ActivityDependencies, 'transfers' | 'blobs'>,
  input: OfTransfer & { blobName: string },
): Promise<ExportedBlob> {
  const { source } = await sourceOf(deps, input);
  const uri = blobUri(source, input.blobName);
  const blob = await deps.blobs.head(source, input.blobName);
  if (!blob) throw new ExportedBlobMissingError(uri);
  const lacking = lackingForImport(blob);
  if (lacking !== undefined || !blob.contentMd5) throw new ExportedBlobUnfitError(uri, lacking ?? 'a Content-MD5');
  return { ...blob, name: input.blobName, contentMd5: blob.contentMd5 };
}
