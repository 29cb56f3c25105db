import { FerryError } from '../../domain/failures/errors';
import type { Need } from '../../domain/pipelines/needs';
import type { Resources, VaultResource } from '../../domain/ports/resources';
import type { RouteEnd } from '../../domain/route';

/**
 * A need with the command that grants it in its vault: an access policy where these count, or else the role. Where the app does not see the
 * vault, both are left.
 */
export async function grantThere<N extends Need>(
  resources: Pick<Resources, 'vaultOf'>,
  end: RouteEnd,
  need: N,
): Promise<N> {
  const { accessPolicyCommand, ...others } = need;
  if (accessPolicyCommand === undefined) return need;
  const vault = await vaultSeen(resources, end, need.scope);
  if (!vault) return need;
  return (vault.hasRoles ? others : { ...need, command: accessPolicyCommand }) as N;
}

/** Undefined also where it cannot be looked for. */
async function vaultSeen(
  resources: Pick<Resources, 'vaultOf'>,
  end: RouteEnd,
  secretUri: string,
): Promise<VaultResource | undefined> {
  try {
    return await resources.vaultOf(end, secretUri);
  } catch (error) {
    if (error instanceof FerryError) return undefined;
    throw error;
  }
}
