import type { ArmAnswer } from '../registry/resourceManager/armAnswer';
import { ArmError } from '../registry/resourceManager/armError';
import type { ChangedResources } from './changedResources';
import { notAllowed, type ProviderRequest, requireRight } from './providerRequest';

const TYPE = 'Microsoft.Storage/storageAccounts';
const CONTAINER =
  /^(\/blobServices\/default\/containers\/[^/]+)(?:\/(immutabilityPolicies\/default|setLegalHold|clearLegalHold))?$/i;

type Properties = Record<string, unknown>;

/**
 * What is below a storage account: its blob service, containers with their immutability, and the rules of its lifecycle. Containers are not
 * looked up: each name is answered. What is set here is shown; storage itself heeds no immutability and no lifecycle.
 *
 * Source: learn.microsoft.com/rest/api/storagerp/blob-services, …/blob-containers, …/management-policies.
 *
 * @throws ArmError 403, 404, 405
 */
export function answerStorageParts(request: ProviderRequest, accountId: string, changed: ChangedResources): ArmAnswer {
  const { method, path, url } = request;
  const part = path.below.replace(/\/+$/, '');
  const [, container, ofContainer] = CONTAINER.exec(part) ?? [];
  if (container !== undefined) return answerContainer(request, `${accountId}${container}`, ofContainer, changed);
  const id = `${accountId}${part}`;
  if (/^\/blobServices\/default$/i.test(part)) {
    requireRight(request, `${TYPE}/blobServices/${method === 'GET' ? 'read' : 'write'}`, accountId);
    if (method === 'PUT') changed.write(id, { ...changed.read(id), ...propertiesIn(request) });
    else if (method !== 'GET') throw notAllowed(request);
    return found(id, `${TYPE}/blobServices`, {
      isVersioningEnabled: false,
      deleteRetentionPolicy: { enabled: false },
      ...changed.read(id),
    });
  }
  if (/^\/managementPolicies\/default$/i.test(part)) {
    requireRight(request, `${TYPE}/managementPolicies/${verbOf(method)}`, accountId);
    return answerKept(request, id, `${TYPE}/managementPolicies`, changed, 'ManagementPolicyNotFound');
  }
  throw new ArmError(404, 'InvalidResourcePath', `Nothing is emulated at ${url.pathname}.`);
}

function answerContainer(
  request: ProviderRequest,
  id: string,
  part: string | undefined,
  changed: ChangedResources,
): ArmAnswer {
  const { method, body } = request;
  const policyId = `${id}/immutabilityPolicies/default`;
  const type = `${TYPE}/blobServices/containers`;
  if (part === undefined) {
    if (method !== 'GET') throw notAllowed(request);
    requireRight(request, `${type}/read`, id);
    const { tags = [] } = (changed.read(`${id}/legalHold`) ?? {}) as { tags?: string[] };
    const policy = changed.read(policyId);
    return found(id, type, {
      hasImmutabilityPolicy: policy !== undefined,
      hasLegalHold: tags.length > 0,
      ...(policy && { immutabilityPolicy: { etag: '"1"', properties: { state: 'Unlocked', ...policy } } }),
      legalHold: { hasLegalHold: tags.length > 0, tags: tags.map((tag) => ({ tag })) },
    });
  }
  if (/^immutabilityPolicies/i.test(part)) {
    requireRight(request, `${type}/immutabilityPolicies/${verbOf(method)}`, id);
    return answerKept(request, policyId, `${type}/immutabilityPolicies`, changed, 'ResourceNotFound');
  }
  if (method !== 'POST') throw notAllowed(request);
  requireRight(request, `${type}/${part}/action`, id);
  const { tags = [] } = (changed.read(`${id}/legalHold`) ?? {}) as { tags?: string[] };
  const named = (body as { tags?: string[] } | undefined)?.tags ?? [];
  const others = tags.filter((tag) => !named.includes(tag));
  const now = /^set/i.test(part) ? [...others, ...named] : others;
  changed.write(`${id}/legalHold`, { tags: now });
  return { status: 200, body: { hasLegalHold: now.length > 0, tags: now } };
}

/** A document that is there once it was put. */
function answerKept(
  request: ProviderRequest,
  id: string,
  type: string,
  changed: ChangedResources,
  absent: string,
): ArmAnswer {
  const { method } = request;
  if (method === 'PUT') changed.write(id, propertiesIn(request));
  else if (method === 'DELETE') {
    changed.remove(id);
    return { status: 200 };
  } else if (method !== 'GET') throw notAllowed(request);
  const kept = changed.read(id);
  if (!kept) throw new ArmError(404, absent, `There is no ${id}.`);
  return found(id, type, { ...kept, ...(type.endsWith('immutabilityPolicies') && { state: 'Unlocked' }) });
}

function found(id: string, type: string, properties: Properties): ArmAnswer {
  return { status: 200, body: { id, name: id.split('/').at(-1), type, etag: '"1"', properties } };
}

function propertiesIn({ body }: ProviderRequest): Properties {
  return (body as { properties?: Properties } | undefined)?.properties ?? {};
}

function verbOf(method: string): string {
  return { GET: 'read', DELETE: 'delete' }[method] ?? 'write';
}
