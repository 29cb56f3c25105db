import { secretPlace, storagePlace } from './places';

const ASSIGNEE = "--assignee-object-id <object id of the app's identity> --assignee-principal-type ServicePrincipal";

/** What lets the app write a secret, with the command that grants it. Source: https://learn.microsoft.com/azure/key-vault/general/rbac-guide */
export function vaultWriterGrant(secretUri: string): string {
  const { vault } = secretPlace(secretUri);
  return (
    `Key Vault Secrets Officer on the vault: az role assignment create ${ASSIGNEE} --role "Key Vault Secrets Officer" ` +
    `--scope "$(az keyvault show --name ${vault} --query id --output tsv)"; in a vault with access policies: ` +
    `az keyvault set-policy --name ${vault} --object-id <object id of the app's identity> --secret-permissions get set`
  );
}

/** What lets the identity of an end sign SAS. Source: https://learn.microsoft.com/rest/api/storageservices/create-user-delegation-sas#assign-permissions-with-azure-rbac */
export function delegatorGrant(containerUri: string): string {
  return (
    'Storage Blob Delegator on the storage account: ' +
    `az role assignment create ${ASSIGNEE} --role "Storage Blob Delegator" --scope "${accountScope(containerUri)}"`
  );
}

/** What lets a SAS by user delegation do what it says: it can do no more than the identity that signed it. */
export function dataGrant(containerUri: string): string {
  const { container } = storagePlace(containerUri);
  return (
    'Storage Blob Data Contributor on the container, because a SAS by user delegation can do no more than the identity that signs it: ' +
    `az role assignment create ${ASSIGNEE} --role "Storage Blob Data Contributor" ` +
    `--scope "${accountScope(containerUri)}/blobServices/default/containers/${container}"`
  );
}

/** What puts the key of an account into its secret. */
export function accountKeyGrant(containerUri: string, accountKeySecretUri: string): string {
  const { account } = storagePlace(containerUri);
  const { vault, name } = secretPlace(accountKeySecretUri);
  return (
    `a present key of the storage account in the secret ${accountKeySecretUri}, of an account that allows shared keys: ` +
    `az keyvault secret set --vault-name ${vault} --name ${name} ` +
    `--value "$(az storage account keys list --account-name ${account} --query '[0].value' --output tsv)"`
  );
}

function accountScope(containerUri: string): string {
  return `$(az storage account show --name ${storagePlace(containerUri).account} --query id --output tsv)`;
}
