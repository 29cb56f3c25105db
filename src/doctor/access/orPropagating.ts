import { sufficientRoles } from '../../domain/doctor/sufficientRoles';
import { isBuiltIn, type BuiltInRole } from '../../domain/roles/builtInRoles';
import { actsBy, isPropagating, type RoleAssignment } from '../../domain/roles/roleAssignment';
import type { RouteEnd } from '../../domain/route';
import { warning, type Found } from '../check';
import type { DoctorDependencies } from '../dependencies';

/** Who was refused what, and where. */
export interface Refused {
  readonly end: RouteEnd;
  /** Object id; undefined where nobody tells. */
  readonly principalId: string | undefined;
  /** Resource id. */
  readonly scope: string;
  /** Each of them would do. */
  readonly roles: readonly BuiltInRole[];
}

/**
 * A refusal of the app is named propagation while a role that may allow what is refused is less than ten minutes old: it passes. A role of
 * one's own making may allow it. Where the app may not see its roles, the refusal stays what it is.
 * Source: https://learn.microsoft.com/azure/role-based-access-control/troubleshooting, "role assignment changes are not being detected"
 */
export async function orPropagating(
  { roleAssignments, machine }: Pick<DoctorDependencies, 'roleAssignments' | 'machine'>,
  { end, principalId, scope, roles }: Refused,
  found: Found,
): Promise<Found> {
  if (principalId === undefined) return found;
  const listed = await roleAssignments.assignedTo(end, scope, principalId).catch((): RoleAssignment[] => []);
  const fresh = listed.filter((one) => isPropagating([one], machine.now()) && mayDo(one, roles));
  const [until] = fresh
    .flatMap((one) => actsBy(one) ?? [])
    .sort()
    .reverse();
  if (until === undefined) return found;
  const { correlationId } = found;
  return {
    ...warning(
      `${found.evidence} The identity of the app was given a role there less than ten minutes ago: this is propagation.`,
      { say: `Wait until ${until}, and look again.` },
    ),
    ...(correlationId !== undefined && { correlationId }),
  };
}

function mayDo({ roleDefinitionId }: RoleAssignment, roles: readonly BuiltInRole[]): boolean {
  const id = roleDefinitionId.toLowerCase();
  return !isBuiltIn(id) || roles.some((one) => sufficientRoles(one.roleDefinitionId).includes(id));
}
