import { blobsBegin } from '../../domain/doctor/blobsBegin';
import { ok, warning } from '../check';
import { plainId, storageCheck } from './storageCheck';

/** As long as deleted blobs may be kept (`storageSoftDelete`). */
const SHORT_DAYS = 14;

/** A version that is no longer the current one stays until somebody removes it: what the app deletes is the blob with its snapshots. */
export const storageVersions = storageCheck({
  code: 'storage_versions',
  question: 'Does the storage account keep no versions of blobs?',
  symptom: 'The account grows with every transfer, although the app removes its blobs.',
  remedy: 'Turn versioning off in the account of the transfers, or let a lifecycle rule delete earlier versions.',
  explains: [],
  async facts(facts, end) {
    const service = await facts.blobService(end);
    const rules = service?.keepsVersions ? await facts.lifecycle(end) : [];
    return service && { ...service, rules: rules ?? [] };
  },
  judge({ keepsVersions, rules }, { end, route }, accountId) {
    if (!keepsVersions) return ok(`isVersioningEnabled of ${accountId} is false.`);
    const begins = blobsBegin(route, end.containerUri);
    const tidy = rules.find(
      ({ prefixes, deleteVersionsAfterDays = Infinity }) =>
        deleteVersionsAfterDays <= SHORT_DAYS &&
        (prefixes.length === 0 || prefixes.some((prefix) => begins.startsWith(prefix))),
    );
    if (tidy) {
      return ok(
        `isVersioningEnabled of ${accountId} is true; its lifecycle rule ${tidy.name} deletes earlier versions after ${tidy.deleteVersionsAfterDays} days.`,
      );
    }
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
