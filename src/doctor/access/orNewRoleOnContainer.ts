import { containerPath, partsOf } from '../../domain/roles/assignCommand';
import type { BuiltInRole } from '../../domain/roles/builtInRoles';
import type { RouteEnd } from '../../domain/route';
import type { Found } from '../check';
import type { DoctorDependencies } from '../dependencies';
import { orPropagating } from './orPropagating';

/** The same as `orPropagating`, of a refusal in the container of an end. A SAS knows no roles. @param roles  each of them would do */
export async function orNewRoleOnContainer(
  deps: Pick<DoctorDependencies, 'resources' | 'permissions' | 'roleAssignments' | 'machine'>,
  end: RouteEnd,
  roles: readonly BuiltInRole[],
  found: Found,
): Promise<Found> {
  if (end.sasSecretUri !== undefined) return found;
  const account = await deps.resources.storageAccountIdOf(end).catch(() => undefined);
  if (account === undefined) return found;
  const principalId = await deps.permissions.principalOf(end);
  const scope = `${account}${containerPath(partsOf(end.containerUri).container)}`;
  return orPropagating(deps, { end, principalId, scope, roles }, found);
}
