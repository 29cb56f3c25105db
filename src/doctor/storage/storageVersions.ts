import { ok, warning } from '../check';
import { plainId, storageCheck } from './storageCheck';

/** A version that is no longer the current one stays until somebody removes it: what the app deletes is the blob with its snapshots. */
export const storageVersions = storageCheck({
  code: 'storage_versions',
  question: 'Does the storage account keep no versions of blobs?',
  symptom: 'The account grows with every transfer, although the app removes its blobs.',
  remedy: 'Turn versioning off in the account of the transfers, or let a lifecycle rule delete earlier versions.',
  explains: [],
  facts: ({ blobService }, end) => blobService(end),
  judge({ keepsVersions }, _at, accountId) {
    if (!keepsVersions) return ok(`isVersioningEnabled of ${accountId} is false.`);
    const id = plainId(accountId);
    return warning(
      `isVersioningEnabled of ${accountId} is true: what is overwritten or removed stays as a version, and is paid for.`,
      {
        say: 'Turn versioning off, or have a lifecycle rule delete earlier versions after a day.',
        ...(id !== undefined && { command: serviceUpdate(id, '--enable-versioning false') }),
      },
    );
  },
});

/** @param id  of the account */
export function serviceUpdate(id: string, options: string): string {
  const [, , , , group, , , , account] = id.split('/');
  return `az storage account blob-service-properties update --account-name ${account} --resource-group "${group}" ${options}`;
}
