import fs from 'node:fs';
import path from 'node:path';
import { readJsonFile, writeJsonFile } from '../files/jsonFile';
import type { Platform } from '../platform';
import { type AdminSettings, DEFAULT_ADMIN_SETTINGS, mergeAdminSettings } from './adminSettings';
import type { FaultAction, StepInfo } from './faultRule';
import { FaultTable } from './faultTable';
import { HoldTable } from './holdTable';
import { RequestLog } from './requestLog';
import type { ResourceAddress } from './resourceAddress';
import type { RoleAssignment } from './roleAssignments';
import { RoleTable } from './roleTable';

/** What the emulated services ask before they do something, and where they record what they did. */
export interface Admin {
  readonly settings: AdminSettings;
  readonly faults: FaultTable;
  readonly holds: HoldTable;
  readonly requests: RequestLog;
  /** @throws AdminInputError when a key or value cannot be used; nothing is changed then. */
  changeSettings(patch: unknown): void;
  /** Waits while `step` is held (or until `signal` aborts), then answers the fault that strikes there, if any. */
  passes(step: string, info: StepInfo, signal?: AbortSignal): Promise<FaultAction | undefined>;
  /** Who may do what; the next four act on it. */
  readonly roles: RoleTable;
  listRoles(): readonly RoleAssignment[];
  assignRole(assignment: RoleAssignment): void;
  /** False when there was no such assignment. */
  removeRole(assignment: RoleAssignment): boolean;
  /** Whether one of `roles` is assigned to the principal at `resource` (a URI or a resource id) or above it. */
  hasRole(principalId: string, roles: readonly string[], resource: string): boolean;
}

/**
 * Settings and role assignments are kept in `folder`; faults, holds and the request log are gone when the process ends.
 *
 * @param options.addresses resources whose roles may be given at their URI or at their resource id.
 */
export function createAdmin(
  platform: Platform,
  options: { folder: string; addresses?: readonly ResourceAddress[] },
): Admin {
  fs.mkdirSync(options.folder, { recursive: true });
  const settingsFile = path.join(options.folder, 'settings.json');
  const roles = new RoleTable(platform, path.join(options.folder, 'role-assignments.json'), options.addresses);
  let settings = mergeAdminSettings(DEFAULT_ADMIN_SETTINGS, readJsonFile(settingsFile) ?? {});
  const faults = new FaultTable();
  const holds = new HoldTable();
  return {
    get settings() {
      return settings;
    },
    faults,
    holds,
    requests: new RequestLog(platform),
    changeSettings(patch) {
      const next = mergeAdminSettings(settings, patch);
      writeJsonFile(settingsFile, next);
      settings = next;
    },
    async passes(step, info, signal) {
      await holds.pass(step, signal);
      return faults.take(step, info);
    },
    roles,
    listRoles: () => roles.list().map(({ principalId, role, scope }) => ({ principalId, role, scope })),
    assignRole: (assignment) => void roles.assign(assignment),
    removeRole: (assignment) => roles.remove(assignment),
    hasRole: (principalId, names, resource) =>
      roles.inForce(principalId, resource).some(({ role }) => names.includes(role)),
  };
}
