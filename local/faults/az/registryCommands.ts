import { STACK_NAMES, registryResourceId } from '../../stackNames';
import type { BrokenStack } from '../brokenStack';
import { clientOfRegistry } from '../clientOfRegistry';
import { flag, type AzCommand, type Flags } from './azCommand';

const API_VERSION = '2025-06-01-preview';

/** What each flag of `az acr update` changes: learn.microsoft.com/cli/azure/acr#az-acr-update */
const UPDATES: Record<string, (value: string) => Record<string, unknown>> = {
  sku: (name) => ({ sku: { name } }),
  'public-network-enabled': (value) => ({
    properties: { publicNetworkAccess: value === 'true' ? 'Enabled' : 'Disabled' },
  }),
  'default-action': (defaultAction) => ({ properties: { networkRuleSet: { defaultAction } } }),
  'role-assignment-mode': (value) => ({
    properties: {
      roleAssignmentMode: value === 'rbac-abac' ? 'AbacRepositoryPermissions' : 'LegacyRegistryPermissions',
    },
  }),
};

/** `az acr …` */
export const REGISTRY_COMMANDS: Readonly<Record<string, AzCommand>> = {
  'acr show': (stack, flags) => stack.manage('GET', pathOf(flag(flags, 'name'))),
  async 'acr update'(stack, flags) {
    const { name: _name, 'resource-group': _group, ...changes } = flags;
    let updated: unknown;
    for (const change of Object.keys(changes)) {
      const update = UPDATES[change];
      if (!update) throw new Error(`Nobody can run here: az acr update --${change}`);
      updated = await patch(stack, flag(flags, 'name'), update(flag(flags, change)));
    }
    return updated;
  },
  /** Of a tag: learn.microsoft.com/azure/container-registry/container-registry-image-lock */
  async 'acr repository update'(stack, flags) {
    const { name: _name, image: _image, 'list-enabled': _list, ...others } = flags;
    if (flag(flags, 'list-enabled') !== 'true' || Object.keys(others).join() !== 'read-enabled')
      throw new Error(`Nobody can run here: az acr repository update ${Object.keys(flags).join(' ')}`);
    const registry = clientOfRegistry(stack, endOf(flag(flags, 'name')));
    await registry.setReadable(flag(flags, 'image'), flag(flags, 'read-enabled') === 'true');
  },
  'acr replication create': (stack, flags) =>
    stack.manage('PUT', replicationOf(flags), { location: flag(flags, 'location') }),
  'acr replication delete': (stack, flags) => stack.manage('DELETE', replicationOf(flags)),
  'acr config soft-delete update': (stack, flags) => {
    const retentionDays = flags['days'] && { retentionDays: Number(flag(flags, 'days')) };
    const softDeletePolicy = { status: flag(flags, 'status').toLowerCase(), ...retentionDays };
    return patch(stack, flag(flags, 'registry'), { properties: { policies: { softDeletePolicy } } });
  },
  'acr config retention update': (stack, flags) =>
    patch(stack, flag(flags, 'registry'), { properties: { policies: { retentionPolicy: retentionOf(flags) } } }),
};

function replicationOf(flags: Flags): string {
  return pathOf(flag(flags, 'registry'), `/replications/${flag(flags, 'name')}`);
}

function retentionOf(flags: Flags): Record<string, unknown> {
  const days = flags['days'] && { days: Number(flag(flags, 'days')) };
  return { status: flag(flags, 'status').toLowerCase(), ...days };
}

function patch(stack: BrokenStack, name: string, change: Record<string, unknown>) {
  return stack.manage('PATCH', pathOf(name), change);
}

/** Names of registries are unique in a cloud. */
function endOf(name: string): 'source' | 'target' {
  const end = (['source', 'target'] as const).find((side) => STACK_NAMES[side].registry === name);
  if (!end) throw new Error(`The stack has no registry ${name}.`);
  return end;
}

function pathOf(name: string, below = ''): string {
  return `${registryResourceId(endOf(name))}${below}?api-version=${API_VERSION}`;
}
