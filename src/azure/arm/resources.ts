import { createMemory } from '../../domain/createMemory';
import type { Clock } from '../../domain/ports/machine';
import type { Resources, VaultResource } from '../../domain/ports/resources';
import type { AccessPolicy } from '../../domain/roles/accessPolicy';
import { primaryAddress } from '../../domain/primaryAddress';
import type { RouteEnd } from '../../domain/route';
import { isAbsence } from '../../domain/weather';
import { identityKey, type CredentialFor } from '../identity/credentials';
import { ferryErrorFor } from '../serviceError';
import { listResources, readResource, type Asking } from './armResources';
import { createPipelineClients, wordsOf } from './pipelineClient';

/** Versions that every cloud has known for long. */
const STORAGE_API_VERSION = '2022-09-01';
const VAULT_API_VERSION = '2022-07-01';

const VAULT_READER = 'Reader on the key vault';

interface AccountDocument {
  id?: string;
  properties?: { primaryEndpoints?: { blob?: string } | null };
}

/** https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/get */
interface PolicyDocument {
  tenantId?: string;
  objectId?: string;
  applicationId?: string | null;
  permissions?: { secrets?: string[] | null } | null;
}

interface VaultDocument {
  id?: string;
  properties?: {
    vaultUri?: string;
    tenantId?: string;
    enableRbacAuthorization?: boolean | null;
    accessPolicies?: PolicyDocument[] | null;
  };
}

/**
 * Storage answers 100 lists of accounts in five minutes to a subscription, whoever asks:
 * https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling#storage-throttling
 */
const LIST_AGE_MS = 60_000;
/** Where something is not in it, it may be new, or the right to see it: one examination asks once, the next one anew. */
const VAIN_LIST_AGE_MS = 10_000;

/** Of a list, Resource Manager shows what the caller may read [INF]. */
export function createResources(credentialFor: CredentialFor, machine: Pick<Clock, 'now'>): Resources {
  const clientFor = createPipelineClients(credentialFor);
  const remember = createMemory<unknown[]>(machine);

  /** Looks for one of a list, which is kept for each subscription and identity. */
  async function findIn<Document>(
    end: RouteEnd,
    path: string,
    asking: Asking,
    isIt: (one: Document) => boolean,
  ): Promise<Document | undefined> {
    const key = [identityKey(end), path].join('\n');
    const list = () => listResources<Document>(clientFor(end), path, asking);
    const listed = async (maxAgeMs: number) => (await remember(key, maxAgeMs, list)) as Document[];
    return (await listed(LIST_AGE_MS)).find(isIt) ?? (await listed(VAIN_LIST_AGE_MS)).find(isIt);
  }

  return {
    async storageAccountIdOf(end) {
      if (end.storageAccountId !== undefined) return end.storageAccountId;
      const doing = `list the storage accounts of the subscription ${end.subscriptionId}`;
      const path = `${providersOf(end)}/Microsoft.Storage/storageAccounts?api-version=${STORAGE_API_VERSION}`;
      const asking = { doing, access: 'Reader on the storage account' };
      const account = primaryAddress(end.containerUri).replace(/\/[^/]+$/, '');
      const isIt = ({ properties }: AccountDocument) => isSame(properties?.primaryEndpoints?.blob, account);
      return (await findIn(end, path, asking, isIt))?.id;
    },
    async vaultOf(end, secretUri) {
      const id = end.pipelineSettings?.vaultId ?? (await findVault(end, new URL(secretUri).origin));
      return id === undefined ? undefined : readVault(end, id);
    },
  };

  async function findVault(end: RouteEnd, origin: string): Promise<string | undefined> {
    const doing = `list the key vaults of the subscription ${end.subscriptionId}`;
    const path = `${providersOf(end)}/Microsoft.KeyVault/vaults?api-version=${VAULT_API_VERSION}`;
    const isIt = ({ properties }: VaultDocument) => isSame(properties?.vaultUri, origin);
    return (await findIn(end, path, { doing, access: VAULT_READER }, isIt))?.id;
  }

  /** Anew: a list is kept, and what opens the vault may have changed since. */
  async function readVault(end: RouteEnd, id: string): Promise<VaultResource | undefined> {
    const doing = `read the key vault ${id}`;
    const path = `${id}?api-version=${VAULT_API_VERSION}`;
    const answer = await readResource<VaultDocument>(clientFor(end), path, { doing, access: VAULT_READER });
    if (answer.status === 200) return toVault(id, answer.body);
    const said = wordsOf(answer);
    if (isAbsence(said)) return undefined;
    throw ferryErrorFor(said, doing, VAULT_READER);
  }
}

function providersOf({ subscriptionId }: RouteEnd): string {
  return `/subscriptions/${subscriptionId}/providers`;
}

function toVault(id: string, { properties }: VaultDocument): VaultResource {
  // Without the word a vault has access policies (https://learn.microsoft.com/rest/api/keyvault/keyvault/vaults/get).
  const { enableRbacAuthorization, tenantId, accessPolicies } = properties ?? {};
  const of = { id, ...(tenantId !== undefined && { tenantId }) };
  if (enableRbacAuthorization === true) return { ...of, hasRoles: true };
  return { ...of, hasRoles: false, accessPolicies: (accessPolicies ?? []).map(toPolicy) };
}

function toPolicy({ objectId = '', tenantId, applicationId, permissions }: PolicyDocument): AccessPolicy {
  return {
    objectId,
    ...(tenantId !== undefined && { tenantId }),
    ...(applicationId && { applicationId }),
    secrets: permissions?.secrets ?? [],
  };
}

/** Services write addresses with a slash at the end. */
function isSame(one: string | undefined, other: string): boolean {
  const plain = (address: string): string => address.replace(/\/+$/, '').toLowerCase();
  return one !== undefined && plain(one) === plain(other);
}
