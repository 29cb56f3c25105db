import { failed, ok } from '../check';
import { plainId, storageCheck } from './storageCheck';

/** Registries are no trusted service of storage: private endpoints and selected networks shut pipelines out (Azure/acr#857). */
export const storageNetwork = storageCheck({
  code: 'storage_network',
  question: 'Do the network rules of the storage account let the registry in?',
  symptom:
    'Runs fail with "Failed to access storage. Service request failed. Status: 403", though SAS and roles are right.',
  remedy:
    'Let all networks reach the account: a pipeline comes neither by a private endpoint nor as a trusted service.',
  explains: ['export_run_failed', 'import_run_failed'],
  facts: ({ account }, end) => account(end),
  judge({ accountId, publicNetworkAccess, defaultAction }) {
    const words = `publicNetworkAccess of ${accountId} is ${publicNetworkAccess}, its networkAcls.defaultAction ${defaultAction}.`;
    const isOpen = publicNetworkAccess.toLowerCase() === 'enabled' && defaultAction.toLowerCase() === 'allow';
    if (isOpen) return ok(words);
    const id = plainId(accountId);
    return failed(`${words} A registry is no trusted service of storage and is refused.`, {
      say: 'Open the account to all networks, or use another account for transfers.',
      ...(id !== undefined && {
        command: `az storage account update --ids "${id}" --public-network-access Enabled --default-action Allow`,
      }),
    });
  },
});
