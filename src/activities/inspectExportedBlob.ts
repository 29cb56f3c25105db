import { ExportedBlobMissingError, ExportedBlobUnfitError } from '../domain/failures/errors';
import { lackingForImport, type ExportedBlob } from '../domain/copy/exportedBlob';
import { wholeRoute, type ActivityDependencies } from './dependencies';
import { blobUri } from '../domain/route';

/** Looks whether the export really left its blob, with all that an import relies on. */
export function createInspectExportedBlob(deps: ActivityDependencies) {
  return async (input: { route: string; blobName: string }): Promise<ExportedBlob> => {
    const { source } = await wholeRoute(deps, input.route);
    const uri = blobUri(source, input.blobName);
    const blob = await deps.blobs.head(source, input.blobName);
    if (!blob) throw new ExportedBlobMissingError(uri);
    const lacking = lackingForImport(blob);
    if (lacking !== undefined || !blob.contentMd5) throw new ExportedBlobUnfitError(uri, lacking ?? 'a Content-MD5');
    return { ...blob, name: input.blobName, contentMd5: blob.contentMd5 };
  };
}
