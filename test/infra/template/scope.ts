/** What a template is deployed to. */
export interface Scope {
  readonly subscriptionId: string;
  /** Absent: the subscription itself. */
  readonly resourceGroup?: string;
}

/** Resource id of a scope. */
export function idOfScope({ subscriptionId, resourceGroup }: Scope): string {
  const subscription = `/subscriptions/${subscriptionId}`;
  return resourceGroup === undefined ? subscription : `${subscription}/resourceGroups/${resourceGroup}`;
}

/**
 * Resource id of what lies below a scope, or of an extension of a resource.
 *
 * @param type as `Microsoft.Storage/storageAccounts/blobServices`
 * @param names one for each part of the type behind the provider
 */
export function idBelow(scope: string, type: string, names: readonly string[]): string {
  const [provider = '', ...kinds] = type.split('/');
  if (kinds.length !== names.length) throw new Error(`${type} has other parts than its name: ${names.join('/')}`);
  if (type === 'Microsoft.Resources/resourceGroups') return `${scope}/resourceGroups/${names.join('')}`;
  return [`${scope}/providers/${provider}`, ...kinds.flatMap((kind, n) => [kind, names[n] ?? ''])].join('/');
}

/** Type of a resource, by its id. */
export function typeOfId(id: string): string {
  const [provider = '', ...parts] = id.split('/providers/').at(-1)?.split('/') ?? [];
  return [provider, ...parts.filter((_, n) => n % 2 === 0)].join('/');
}
