import type { Permissions } from '../../src/domain/ports/permissions';
import type { Resources, VaultResource } from '../../src/domain/ports/resources';
import type { RoleAssignments, RoleGrant } from '../../src/domain/ports/roleAssignments';
import type { Permission } from '../../src/domain/roles/permission';
import { gives, type RoleAssignment, type WantedRole } from '../../src/domain/roles/roleAssignment';
import type { RouteEnd } from '../../src/domain/route';

/** Storage accounts, vaults and roles in memory, as Resource Manager tells of them. */
export class FakeResourceManager implements Resources, Permissions, RoleAssignments {
  /** Resource ids by the address of the account. */
  readonly accounts = new Map<string, string>();
  /** By origin. */
  readonly vaults = new Map<string, VaultResource>();
  /** Whether a list of the end's subscription holds all that. */
  isSeenFrom: (end: RouteEnd) => boolean = () => true;
  readonly assignments: RoleAssignment[] = [];
  /** What the caller may do, by scope. */
  readonly allowed = new Map<string, Permission[]>();
  principalId: string | undefined;
  /** Thrown where somebody asks what is allowed. */
  refuses: Error | undefined;
  /** What refuses every grant. */
  refusal: { code: string; words: string; correlationId?: string } | undefined;
  /** Looks that it takes until a new assignment is listed. */
  looks = 0;
  /** Called before something is granted. */
  beforeGrant: () => Promise<void> = async () => {};
  granted: WantedRole[] = [];
  now = '2026-11-21T10:00:00.000Z';

  async storageAccountIdOf(end: RouteEnd): Promise<string | undefined> {
    if (end.storageAccountId !== undefined) return end.storageAccountId;
    return this.isSeenFrom(end) ? this.accounts.get(end.containerUri.replace(/\/[^/]+$/, '')) : undefined;
  }

  async vaultOf(end: RouteEnd, secretUri: string): Promise<VaultResource | undefined> {
    const { vaultId } = end.pipelineSettings ?? {};
    if (vaultId === undefined) return this.isSeenFrom(end) ? this.vaults.get(new URL(secretUri).origin) : undefined;
    return [...this.vaults.values()].find(({ id }) => id.toLowerCase() === vaultId.toLowerCase());
  }

  async at(_end: RouteEnd, scope: string): Promise<Permission[]> {
    if (this.refuses) throw this.refuses;
    return [...this.allowed].flatMap(([at, permissions]) => (covers(at, scope) ? permissions : []));
  }

  async principalOf(): Promise<string | undefined> {
    return this.principalId;
  }

  async assignedTo(_end: RouteEnd, scope: string, principalId: string): Promise<RoleAssignment[]> {
    if (this.looks > 0) {
      this.looks -= 1;
      return [];
    }
    return this.assignments.filter((one) => one.principalId === principalId && covers(one.scope, scope));
  }

  async grant(_end: RouteEnd, role: WantedRole): Promise<RoleGrant> {
    await this.beforeGrant();
    if (this.refusal) return { outcome: 'refused', ...this.refusal };
    const same = this.assignments.find(
      (one) => gives(one, role) && one.scope.toLowerCase() === role.scope.toLowerCase(),
    );
    if (same) return { outcome: 'exists', ...(same.createdOn !== undefined && { createdOn: same.createdOn }) };
    this.granted.push(role);
    this.assignments.push({ ...role, createdOn: this.now });
    return { outcome: 'granted', createdOn: this.now };
  }
}

function covers(scope: string, resource: string): boolean {
  return `${resource}/`.toLowerCase().startsWith(`${scope}/`.toLowerCase());
}
