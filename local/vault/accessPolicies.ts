/** An access policy of a vault, as Resource Manager shows it: learn.microsoft.com/rest/api/keyvault/keyvault/vaults. */
export interface AccessPolicy {
  objectId?: string;
  permissions?: { secrets?: string[] };
}

/** Those of a vault's properties where these count; undefined where roles do, as in a vault that nobody changed. */
export function policiesIn(properties: Readonly<Record<string, unknown>> = {}): readonly AccessPolicy[] | undefined {
  if (properties['enableRbacAuthorization'] !== false) return undefined;
  return (properties['accessPolicies'] ?? []) as AccessPolicy[];
}

/** What a request for secrets needs: https://learn.microsoft.com/azure/key-vault/general/assign-access-policy */
export function permissionOf(method: string, { pathname }: URL): 'get' | 'list' | 'set' | 'delete' {
  const [, name, version] = pathname.split('/').filter(Boolean);
  if (method === 'DELETE') return 'delete';
  if (method !== 'GET') return 'set';
  return name === undefined || version === 'versions' ? 'list' : 'get';
}

export function letsByPolicy(policies: readonly AccessPolicy[], principalId: string, permission: string): boolean {
  const own = policies.find(({ objectId }) => objectId === principalId);
  return (own?.permissions?.secrets ?? []).some((one) => ['all', permission].includes(one.toLowerCase()));
}
