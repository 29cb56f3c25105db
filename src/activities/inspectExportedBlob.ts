import { blobUri } from '../azure/blobs';
import { ExportedBlobMissingError, ExportedBlobUnfitError } from '../transfer/errors';
import { lackingForImport, type ExportedBlob } from '../transfer/exportedBlob';
import { wholeRoute, type ActivityDependencies } from './dependencies';

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
