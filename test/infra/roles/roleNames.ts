import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Permission } from '../../../src/domain/roles/permission';
import type { Deployment } from '../template/deployTemplate';

interface RoleFile {
  readonly builtIn: Readonly<Record<string, { readonly role: string; readonly id: string }>>;
  readonly custom: Readonly<Record<string, CustomRole>>;
}

export interface CustomRole {
  readonly role: string;
  /** The built-in role that gives more. */
  readonly insteadOf: string;
  readonly why: string;
  readonly actions: readonly string[];
  readonly dataActions: readonly string[];
}

/** infra/roles.json. */
export const ROLES = JSON.parse(readFileSync(path.join(__dirname, '../../../infra/roles.json'), 'utf8')) as RoleFile;

/** Names of roles by the GUIDs that a deployment gives, the app's own without what makes their names unique. */
export function roleNames({ resources }: Deployment): ReadonlyMap<string, string> {
  const own = resources
    .filter(({ type }) => type === 'Microsoft.Authorization/roleDefinitions')
    .map(
      ({ id, properties }) =>
        [id.split('/').at(-1) ?? '', String(properties['roleName']).replace(/ \(.*\)$/, '')] as const,
    );
  return new Map([...Object.values(ROLES.builtIn).map(({ id, role }) => [id, role] as const), ...own]);
}

/** What a role of the app's own allows, as Resource Manager would tell it. */
export function permissionOf(key: string): Permission {
  const { actions = [], dataActions = [] } = ROLES.custom[key] ?? {};
  return { actions, dataActions, notActions: [], notDataActions: [] };
}
