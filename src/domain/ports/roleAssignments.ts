import type { RoleAssignment, WantedRole } from '../roles/roleAssignment';
import type { RouteEnd } from '../route';

/** A role was not assigned, and will not be by asking again. */
export interface RoleRefusal {
  readonly outcome: 'refused';
  /** The service's own code, as `AuthorizationFailed`. */
  readonly code: string | undefined;
  /** The service's own words. */
  readonly words: string;
  readonly correlationId?: string | undefined;
}

export type RoleGrant = { readonly outcome: 'granted' | 'exists'; readonly createdOn?: string } | RoleRefusal;

/** Who has which role where. Errors of every call: ServiceUnavailableError; of reading also AccessDeniedError, ServiceRefusedError. */
export interface RoleAssignments {
  /**
   * Roles of a principal at a scope and above it, with the time they were made. That one is listed is no proof that data planes know it yet.
   *
   * @param scope  a resource id
   */
  assignedTo(end: RouteEnd, scope: string, principalId: string): Promise<RoleAssignment[]>;
  /** Gives an identity a role, under a name that the role itself gives; the same again changes nothing. */
  grant(end: RouteEnd, role: WantedRole): Promise<RoleGrant>;
}
