import { ok, warning } from '../check';
import { plainId, storageCheck } from './storageCheck';
import { serviceUpdate } from './storageVersions';

/** What the portal sets for new accounts is 7 days. */
const USUAL_DAYS = 14;

/** Deleted blobs are paid for as long as they can be brought back. */
export const storageSoftDelete = storageCheck({
  code: 'storage_soft_delete',
  question: 'Are deleted blobs kept for a short time only?',
  symptom: 'The account holds and costs many times what the transfers of a day need.',
  remedy: 'Keep deleted blobs of the account of the transfers for some days at most.',
  explains: [],
  facts: ({ blobService }, end) => blobService(end),
  judge({ softDeleteDays }, _at, accountId) {
    if (softDeleteDays === undefined) return ok(`${accountId} keeps no deleted blobs (deleteRetentionPolicy is off).`);
    const words = `${accountId} keeps deleted blobs for ${softDeleteDays} days (deleteRetentionPolicy)`;
    if (softDeleteDays <= USUAL_DAYS) return ok(`${words}.`);
    const id = plainId(accountId);
    return warning(`${words}: each exported blob is paid for so long, twice where it is copied.`, {
      say: 'Keep deleted blobs for some days only.',
      ...(id !== undefined && {
        command: serviceUpdate(id, '--enable-delete-retention true --delete-retention-days 7'),
      }),
    });
  },
});
