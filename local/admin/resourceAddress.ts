/** A resource that has both a resource id and an address of its own: roles can be given at either. */
export interface ResourceAddress {
  resourceId: string;
  /** `https://127.0.0.1:10010/account`, `https://127.0.0.1:5004` */
  uri: string;
  /** What stands between the resource id and the name of a child, where the address has nothing: `/blobServices/default/containers`. */
  below: string;
}

/** A scope as a resource id, where one is known for its address. */
export function toResourceId(scope: string, addresses: readonly ResourceAddress[]): string {
  const plain = trim(scope);
  for (const { resourceId, uri, below } of addresses) {
    const at = trim(uri).toLowerCase();
    const rest = plain.slice(at.length);
    if (plain.slice(0, at.length).toLowerCase() !== at || !/^(?:\/|$)/.test(rest)) continue;
    return rest === '' ? resourceId : `${resourceId}${below}${rest}`;
  }
  return plain;
}

/** Whether `scope` is `resource` or above it; both as resource ids, or both as URIs. */
export function covers(scope: string, resource: string): boolean {
  return `${trim(resource)}/`.toLowerCase().startsWith(`${trim(scope)}/`.toLowerCase());
}

function trim(scope: string): string {
  return scope.replace(/\/+$/, '');
}
