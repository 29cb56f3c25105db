import { readJsonFile, writeJsonFile } from '../files/jsonFile';
import type { Platform } from '../platform';
import { covers, type ResourceAddress, toResourceId } from './resourceAddress';
import type { AssignedRole, RoleAssignment } from './roleAssignments';

/** Who may do what where: one table for what the admin endpoint and what Resource Manager assigned. It is kept in a file. */
export class RoleTable {
  #roles: readonly AssignedRole[];

  /** @param addresses the resources whose roles may be given at their URI or at their resource id. */
  constructor(
    private readonly platform: Pick<Platform, 'now' | 'newId'>,
    private readonly file: string,
    private readonly addresses: readonly ResourceAddress[] = [],
  ) {
    const kept = (readJsonFile(file) as (RoleAssignment & Partial<AssignedRole>)[] | undefined) ?? [];
    this.#roles = kept.map((role) => ({ ...this.#fresh(), ...role }));
  }

  list(): readonly AssignedRole[] {
    return this.#roles;
  }

  /** The one that gives the same role to the same principal at the same scope. */
  same(assignment: RoleAssignment): AssignedRole | undefined {
    return this.#roles.find((role) => this.#isSame(role, assignment));
  }

  /** Adds what is not there yet. @param made its name, and from when on it acts, where that is not at once. */
  assign(assignment: RoleAssignment, made: { name?: string; inForceFrom?: number } = {}): AssignedRole {
    const there = this.same(assignment);
    if (there) return there;
    const { principalId, role, scope } = assignment;
    const added = { ...this.#fresh(), principalId, role, scope, ...made };
    this.#save([...this.#roles, added]);
    return added;
  }

  /** False when there was no such assignment. */
  remove(assignment: RoleAssignment): boolean {
    const rest = this.#roles.filter((role) => !this.#isSame(role, assignment));
    const found = rest.length < this.#roles.length;
    if (found) this.#save(rest);
    return found;
  }

  /** Roles that a principal has at `resource` (a URI or a resource id) or above it, and that act already. */
  inForce(principalId: string, resource: string): AssignedRole[] {
    const asked = this.resourceIdOf(resource);
    return this.#roles.filter(
      ({ inForceFrom = 0, ...role }) =>
        sameText(role.principalId, principalId) &&
        inForceFrom <= this.platform.now() &&
        covers(this.resourceIdOf(role.scope), asked),
    );
  }

  /** The scope as a resource id, where that is known. */
  resourceIdOf(scope: string): string {
    return toResourceId(scope, this.addresses);
  }

  #isSame(one: RoleAssignment, other: RoleAssignment): boolean {
    return (
      sameText(one.principalId, other.principalId) &&
      one.role === other.role &&
      sameText(this.resourceIdOf(one.scope), this.resourceIdOf(other.scope))
    );
  }

  #fresh(): Pick<AssignedRole, 'name' | 'createdOn'> {
    return { name: this.platform.newId(), createdOn: new Date(this.platform.now()).toISOString() };
  }

  #save(roles: readonly AssignedRole[]): void {
    writeJsonFile(this.file, roles);
    this.#roles = roles;
  }
}

function sameText(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
