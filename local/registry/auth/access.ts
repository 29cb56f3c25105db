/** What a token lets its bearer do, in the form of the Docker token specification. */
export interface RegistryAccess {
  type: string;
  name: string;
  actions: string[];
}

/**
 * Reads scopes such as `repository:team/app:pull,push registry:catalog:*`.
 *
 * @returns undefined when one is malformed.
 */
export function parseScopes(scopes: readonly string[]): RegistryAccess[] | undefined {
  const parsed: RegistryAccess[] = [];
  for (const scope of scopes.flatMap((text) => text.split(' ')).filter((text) => text !== '')) {
    const match = /^([a-z]+):([^:]+(?::\d+\/[^:]+)?):([a-z_*]+(?:,[a-z_*]+)*)$/.exec(scope);
    if (!match) return undefined;
    parsed.push({ type: match[1] ?? '', name: match[2] ?? '', actions: (match[3] ?? '').split(',') });
  }
  return parsed;
}

/** Writes an access as a scope. */
export function formatScope({ type, name, actions }: RegistryAccess): string {
  return `${type}:${name}:${actions.join(',')}`;
}

/** Whether everything in `needed` is granted. `*` grants all; who may pull may also read metadata. */
export function grants(granted: readonly RegistryAccess[], needed: RegistryAccess): boolean {
  const actions = new Set(
    granted
      .filter((access) => access.type === needed.type && access.name === needed.name)
      .flatMap((access) => access.actions),
  );
  if (actions.has('pull')) actions.add('metadata_read');
  return actions.has('*') || needed.actions.every((action) => actions.has(action));
}
