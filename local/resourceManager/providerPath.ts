import { ArmError } from '../registry/resourceManager/armError';

const TYPES = {
  roleassignments: 'roleAssignments',
  permissions: 'permissions',
  storageaccounts: 'storageAccounts',
  vaults: 'vaults',
  eventsubscriptions: 'eventSubscriptions',
  systemtopics: 'systemTopics',
} as const;

export type ProviderResource = (typeof TYPES)[keyof typeof TYPES];

/** A path of a resource provider other than the registries', taken apart. */
export interface ProviderPath {
  resource: ProviderResource;
  /** Resource id that it is asked of: a subscription, a resource group or a resource. */
  scope: string;
  name?: string;
  /** What follows the name, as `/blobServices/default`; empty where nothing does. */
  below: string;
}

const PATTERN =
  /^(\/subscriptions\/[^/]+(?:\/.*)?)\/providers\/Microsoft\.(?:Authorization\/(roleAssignments|permissions)|Storage\/(storageAccounts)|KeyVault\/(vaults)|EventGrid\/(eventSubscriptions|systemTopics))(?:\/([^/]+)(\/.*)?)?$/i;

/** Undefined for a path of another provider. The last provider of a path is the one that is asked. */
export function parseProviderPath(pathname: string): ProviderPath | undefined {
  const [, scope, ...rest] = PATTERN.exec(decode(pathname).replace(/\/+$/, '')) ?? [];
  if (scope === undefined) return undefined;
  const [authorization, storage, vault, events, name, below = ''] = rest;
  const word = (authorization ?? storage ?? vault ?? events ?? '').toLowerCase() as keyof typeof TYPES;
  return { resource: TYPES[word], scope, ...(name !== undefined && { name }), below };
}

function decode(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    throw new ArmError(400, 'InvalidResourcePath', `The path ${pathname} cannot be decoded.`);
  }
}

/** `arm.roleAssignments.put`, `arm.storageAccounts.list`: the step that faults and holds name. */
export function providerStep(method: string, { resource, name }: ProviderPath): string {
  return `arm.${resource}.${method === 'GET' && name === undefined ? 'list' : method.toLowerCase()}`;
}
