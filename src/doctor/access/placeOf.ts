import type { Need } from '../../domain/pipelines/needs';
import type { VaultResource } from '../../domain/ports/resources';
import { containerPath, partsOf } from '../../domain/roles/assignCommand';
import type { RouteEnd } from '../../domain/route';
import { notCheckable, type Found } from '../check';
import type { DoctorDependencies } from '../dependencies';

/** Where in Resource Manager is what a pipeline needs a role on: the container or the secret, or a vault that has access policies. */
export async function placeOf(
  resources: DoctorDependencies['resources'],
  end: RouteEnd,
  { scope }: Need,
): Promise<{ id: string } | VaultResource | Found> {
  if (scope === end.containerUri) {
    const account = await resources.storageAccountIdOf(end);
    return account === undefined
      ? notCheckable(`The app sees no storage account of ${scope}.`, { say: 'Give the app the role Reader on it.' })
      : { id: `${account}${containerPath(partsOf(scope).container)}` };
  }
  const vault = await resources.vaultOf(end, scope);
  if (!vault)
    return notCheckable(`The app sees no key vault of ${scope}.`, { say: 'Give the app the role Reader on it.' });
  return vault.hasRoles ? { id: `${vault.id}/secrets/${new URL(scope).pathname.split('/')[2]}` } : vault;
}
