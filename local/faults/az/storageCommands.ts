import { STACK_NAMES, storageAccountId } from '../../stackNames';
import type { BrokenStack } from '../brokenStack';
import { flag, type AzCommand, type Flags } from './azCommand';

const API_VERSION = '2023-05-01';

/** What each flag of `az storage account update` changes: learn.microsoft.com/cli/azure/storage/account */
const UPDATES: Record<string, (value: string) => Record<string, unknown>> = {
  'public-network-access': (publicNetworkAccess) => ({ publicNetworkAccess }),
  'default-action': (defaultAction) => ({ networkAcls: { bypass: 'AzureServices', defaultAction } }),
  'allow-shared-key-access': (value) => ({ allowSharedKeyAccess: value === 'true' }),
  'https-only': (value) => ({ supportsHttpsTrafficOnly: value === 'true' }),
  'min-tls-version': (minimumTlsVersion) => ({ minimumTlsVersion }),
};

/** `az storage …` of accounts and containers. */
export const STORAGE_COMMANDS: Readonly<Record<string, AzCommand>> = {
  async 'storage account update'(stack, flags) {
    const { ids: _ids, ...changes } = flags;
    const properties = Object.keys(changes).map((change) => {
      const update = UPDATES[change];
      if (!update) throw new Error(`Nobody can run here: az storage account update --${change}`);
      return update(flag(flags, change));
    });
    return stack.manage('PATCH', `${flag(flags, 'ids')}?api-version=${API_VERSION}`, {
      properties: Object.assign({}, ...properties) as object,
    });
  },
  async 'storage account blob-service-properties update'(stack, flags) {
    const isSet = (name: string) => flag(flags, name) === 'true';
    const properties = {
      ...(flags['enable-versioning'] && { isVersioningEnabled: isSet('enable-versioning') }),
      ...(flags['enable-delete-retention'] && {
        deleteRetentionPolicy: {
          enabled: isSet('enable-delete-retention'),
          days: Number(flag(flags, 'delete-retention-days')),
        },
      }),
    };
    return stack.manage('PUT', pathOf(accountIn(flags), '/blobServices/default'), { properties });
  },
  /** The command line changes what a GET answers. */
  async 'storage account management-policy update'(stack, flags) {
    const path = pathOf(accountIn(flags), '/managementPolicies/default');
    const [, index, value] = /^policy\.rules\[(\d+)\]\.enabled=(true|false)$/.exec(flag(flags, 'set')) ?? [];
    const found = await stack.manage('GET', path);
    const properties = found?.['properties'] as { policy: { rules: { enabled: boolean }[] } };
    const rule = properties.policy.rules[Number(index)];
    if (!rule) throw new Error(`There is no rule ${index}.`);
    rule.enabled = value === 'true';
    return stack.manage('PUT', path, { properties });
  },
  'storage container create': (stack, flags) => createContainer(stack, flags),
  'storage container legal-hold clear': (stack, flags) =>
    stack.manage('POST', containerPath(flags, '/clearLegalHold'), { tags: flags['tags'] }),
  'storage container immutability-policy show': (stack, flags) =>
    stack.manage('GET', containerPath(flags, '/immutabilityPolicies/default')),
  'storage container immutability-policy delete': (stack, flags) =>
    stack.manage('DELETE', containerPath(flags, '/immutabilityPolicies/default')),
};

/** One of the stack's storage accounts. @throws Error where there is none of that name */
function accountIn(flags: Flags): 'source' | 'target' {
  const end = (['source', 'target'] as const).find((side) => STACK_NAMES[side].account === flag(flags, 'account-name'));
  if (!end) throw new Error(`The stack has no storage account ${flag(flags, 'account-name')}.`);
  return end;
}

function pathOf(end: 'source' | 'target', below: string): string {
  return `${storageAccountId(end)}${below}?api-version=${API_VERSION}`;
}

function containerPath(flags: Flags, below: string): string {
  return pathOf(accountIn(flags), `/blobServices/default/containers/${flag(flags, 'container-name')}${below}`);
}

async function createContainer(stack: BrokenStack, flags: Flags): Promise<unknown> {
  const end = accountIn(flags);
  const container = `${new URL(stack.endpoints.exports).origin}/${STACK_NAMES[end].account}/${flag(flags, 'name')}`;
  await stack.storage('PUT', `${container}?restype=container`);
  return {};
}
