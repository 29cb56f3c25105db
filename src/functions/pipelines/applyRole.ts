import { AccessDeniedError, ServiceUnavailableError } from '../../domain/failures/errors';
import type { Need } from '../../domain/pipelines/needs';
import type { Permissions } from '../../domain/ports/permissions';
import type { Resources } from '../../domain/ports/resources';
import type { RoleAssignments, RoleRefusal } from '../../domain/ports/roleAssignments';
import { redact } from '../../domain/redact';
import { rightToAssign } from '../../domain/roles/rightToAssign';
import { actsBy, gives, type RoleAssignment, type WantedRole } from '../../domain/roles/roleAssignment';
import type { RouteEnd } from '../../domain/route';
import type { Patience } from './patience';
import { placeOfNeed } from './placeOfNeed';

/** What became of a role that the identity of a pipeline needs. */
export interface AppliedRole {
  /** `propagating`: assigned, and not listed yet. `notDone`: the app cannot say whom or where, or no role would help. */
  outcome: 'granted' | 'exists' | 'propagating' | 'refused' | 'notDone' | 'wouldGrant';
  /** What the role is assigned on. */
  resourceId?: string;
  /** ISO 8601. */
  assignedOn?: string;
  /** When data planes know it at the latest. */
  actsBy?: string;
  /** What refused it, in the service's words, or what to do. */
  message?: string;
  correlationId?: string;
  /** What gives the app the right that it lacks, or the identity an access policy. */
  command?: string;
}

export interface RoleDependencies {
  resources: Resources;
  roleAssignments: RoleAssignments;
  permissions: Pick<Permissions, 'principalOf'>;
}

/**
 * Assigns a role that the identity of a pipeline needs, once, and waits until Resource Manager lists it. That is no proof that storage and
 * vault know it: nobody but the pipeline itself could tell.
 *
 * Errors: ServiceUnavailableError, ServiceRefusedError of looking for the resource.
 */
export async function applyRole(
  { resources, roleAssignments, permissions, patience }: RoleDependencies & { patience: Patience },
  end: RouteEnd,
  need: Need,
  dryRun: boolean,
): Promise<AppliedRole> {
  const place = await withPatience(() => placeOfNeed(resources, end, need));
  if ('outcome' in place) return place;
  const { resourceId } = place;
  const { principalId, roleDefinitionId } = need;
  if (principalId === undefined) {
    if (dryRun) return { outcome: 'wouldGrant', resourceId };
    const message = `The service has not told the object id of the identity ${need.identity}. Send the request again.`;
    return { outcome: 'notDone', resourceId, message };
  }
  const role: WantedRole = { scope: resourceId, roleDefinitionId, principalId };
  const before = await find(role);
  if (isShown(before)) return { outcome: 'exists', resourceId, ...timesOf(before) };
  if (dryRun) return { outcome: 'wouldGrant', resourceId };
  for (;;) {
    const made = await withPatience(() => roleAssignments.grant(end, role));
    if (made.outcome === 'granted') return { outcome: await settled(role), resourceId, ...timesOf(made) };
    if (made.outcome === 'exists') return { outcome: 'exists', resourceId, ...timesOf(await shownOr(made, role)) };
    // Directories take a while to tell each other of a new identity.
    if (made.code === 'PrincipalNotFound' && (await patience.wait())) continue;
    return { resourceId, ...(await refused(made)) };
  }

  /** `hidden` where the app may not look: whether it may assign, assigning tells. */
  async function find(wanted: WantedRole): Promise<Found> {
    try {
      const listed = await withPatience(() => roleAssignments.assignedTo(end, wanted.scope, wanted.principalId));
      return listed.find((one) => gives(one, wanted));
    } catch (error) {
      if (error instanceof AccessDeniedError) return 'hidden';
      throw error;
    }
  }

  async function settled(wanted: WantedRole): Promise<'granted' | 'propagating'> {
    while (!(await find(wanted))) if (!(await patience.wait())) return 'propagating';
    return 'granted';
  }

  async function shownOr<T>(made: T, wanted: WantedRole): Promise<T | RoleAssignment> {
    const found = await find(wanted);
    return isShown(found) ? found : made;
  }

  async function refused({ code, words, correlationId }: RoleRefusal): Promise<AppliedRole> {
    const told = { message: redact(words), ...(correlationId !== undefined && { correlationId }) };
    if (code !== 'AuthorizationFailed') return { outcome: 'refused', ...told };
    const own = await permissions.principalOf(end).catch(() => undefined);
    const command = rightToAssign(resourceId, own);
    return { outcome: 'refused', ...told, ...(command !== undefined && { command }) };
  }

  async function withPatience<T>(call: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof ServiceUnavailableError) || !(await patience.wait(error.retryAfterSeconds))) throw error;
      }
    }
  }
}

type Found = RoleAssignment | 'hidden' | undefined;

function isShown(found: Found): found is RoleAssignment {
  return found !== undefined && found !== 'hidden';
}

function timesOf(made: Pick<RoleAssignment, 'createdOn'>): Pick<AppliedRole, 'assignedOn' | 'actsBy'> {
  const latest = actsBy(made);
  return latest === undefined || made.createdOn === undefined ? {} : { assignedOn: made.createdOn, actsBy: latest };
}
