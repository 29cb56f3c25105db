import { failed, ok, type EndCheck } from '../check';
import { sasCheck } from '../secrets/sasCheck';
import { unknownAccount, plainId } from './storageCheck';

/** @see https://learn.microsoft.com/azure/storage/common/shared-key-authorization-prevent */
export const storageSharedKey: EndCheck = sasCheck({
  code: 'storage_shared_key',
  question: 'Does the storage account take a SAS that its key has signed?',
  symptom:
    'Runs fail with the status 403 (KeyBasedAuthenticationNotPermitted): somebody, or a policy, has forbidden keys of the account.',
  remedy:
    'Allow shared keys, or use a user delegation SAS, or let the pipeline use its identity (storageAccessMode ManagedIdentity).',
  explains: ['export_run_failed', 'import_run_failed', 'access_denied'],
  async judge({ storageFacts }, { end }, { secret, sas }) {
    if (sas.isUserDelegation) return ok(`The SAS in ${secret.uri} is signed with a user delegation key.`);
    const account = await storageFacts.account(end);
    if (!account) return unknownAccount(end);
    const words = `allowSharedKeyAccess of ${account.accountId} is ${account.allowsSharedKey}`;
    if (account.allowsSharedKey) return ok(`${words}.`);
    const id = plainId(account.accountId);
    return failed(`${words}, and a key of the account has signed the SAS in ${secret.uri}.`, {
      say: 'Allow shared keys on the account; or let the pipeline reach the container with its identity instead of a SAS.',
      ...(id !== undefined && { command: `az storage account update --ids "${id}" --allow-shared-key-access true` }),
    });
  },
});
