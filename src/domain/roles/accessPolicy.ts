import { isPlainName, partsOfSecret } from './assignCommand';

/**
 * What one of the access policies of a vault lets an identity do with secrets; roles count for nothing there.
 * Source: https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/get, AccessPolicyEntry
 */
export interface AccessPolicy {
  /** Of a user, an application, or a group. */
  readonly objectId: string;
  readonly tenantId?: string;
  /** Of the application that alone may act for the object. */
  readonly applicationId?: string;
  /** Permissions for secrets, as `get`; `all` is each. */
  readonly secrets: readonly string[];
}

/** Whether one of them lets an identity that acts for itself get secrets. What a group is given, whose members nobody tells, does not count. */
export function letsGetSecrets(policies: readonly AccessPolicy[], principalId: string): boolean {
  return whoGetSecrets(policies).includes(principalId.toLowerCase());
}

/** Object ids, in small letters, that may get secrets when they act for themselves: of identities, or of groups, whose members nobody tells. */
export function whoGetSecrets(policies: readonly AccessPolicy[]): string[] {
  return policies
    .filter(({ applicationId }) => applicationId === undefined)
    .filter(({ secrets }) => secrets.some((one) => ['get', 'all'].includes(one.toLowerCase())))
    .map(({ objectId }) => objectId.toLowerCase());
}

/**
 * The how-to's own command; it replaces what that object might do with secrets before [INF]. Undefined where the name of the vault is not plain.
 *
 * @param secretUri  of a secret, or of the vault
 * @param permissions  `get`
 */
export function setPolicyCommand(secretUri: string, assignee: string, permissions: string): string | undefined {
  const { vault } = partsOfSecret(secretUri);
  if (!isPlainName(vault)) return undefined;
  return `az keyvault set-policy --name ${vault} --object-id ${assignee} --secret-permissions ${permissions}`;
}
