import { STACK_NAMES, storageAccountId } from '../../stackNames';
import { flag, type AzCommand } from './azCommand';
import type { BrokenStack } from '../brokenStack';

/** `az role …`, and what names the scopes of its assignments. */
export const ROLE_COMMANDS: Readonly<Record<string, AzCommand>> = {
  async 'role assignment create'(stack, flags) {
    const assignment = { principalId: flag(flags, 'assignee-object-id'), role: flag(flags, 'role') };
    await stack.admin('PUT', 'role-assignments', { ...assignment, scope: scopeOf(stack, flag(flags, 'scope')) });
    return assignment;
  },
  async 'storage account show'(_stack, flags) {
    const end = (['source', 'target'] as const).find((side) => STACK_NAMES[side].account === flag(flags, 'name'));
    if (!end) throw new Error(`The stack has no storage account ${flag(flags, 'name')}.`);
    return { id: storageAccountId(end) };
  },
  async 'keyvault show'(_stack, flags) {
    return { id: `/vaults/${flag(flags, 'name')}` };
  },
};

/** The address by which the emulated services know a scope. */
function scopeOf({ endpoints }: BrokenStack, scope: string): string {
  const container = /\/storageAccounts\/([^/]+)\/blobServices\/default\/containers\/([^/]+)$/i.exec(scope);
  if (container) return `${new URL(endpoints.exports).origin}/${container[1]}/${container[2]}`;
  const secret = /\/vaults\/[^/]+(?<rest>\/.*)?$/i.exec(scope);
  return secret ? `${endpoints.vault}${secret.groups?.['rest'] ?? ''}` : scope;
}
