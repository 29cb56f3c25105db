import { type ArmAnswer, pageOf } from '../registry/resourceManager/armAnswer';
import { ArmError, resourceNotFound } from '../registry/resourceManager/armError';
import { may } from './callerRoles';
import type { ChangedResources } from './changedResources';
import { notAllowed, type ProviderRequest, requireRight } from './providerRequest';

/** Changes and shows resources of a type beyond GET. */
export interface ResourceChanges {
  changed: ChangedResources;
  /** Answers what is below a resource; nothing is where absent. */
  below?(request: ProviderRequest, id: string): ArmAnswer;
}

/**
 * GET and PATCH of one resource of a type, or GET of all in a subscription or resource group; a PATCH replaces the properties that it names. Of a list the caller sees what it may read. [INF], as
 * `az storage account list` shows to one who has a role at a resource group alone.
 *
 * @param type `Microsoft.Storage/storageAccounts`
 * @throws ArmError 403, 404, 405
 */
export function answerResources<T extends { id: string }>(
  request: ProviderRequest,
  type: string,
  resources: readonly T[],
  describe: (resource: T) => unknown,
  { changed, below }: ResourceChanges,
): ArmAnswer {
  const { method, path, url, admin, checkRoles, principalId } = request;
  const action = `${type}/read`;
  const inScope = resources.filter(({ id }) => id.toLowerCase().startsWith(`${path.scope.toLowerCase()}/`));
  if (path.name === undefined) {
    if (method !== 'GET') throw notAllowed(request);
    const seen = inScope.filter(({ id }) => !checkRoles || may(admin.roles, principalId, action, id));
    return { status: 200, body: pageOf(seen.map(describe), url, admin.settings.pageSize) };
  }
  const id = `${path.scope}/providers/${type}/${path.name}`;
  const found = inScope.find((resource) => resource.id.toLowerCase() === id.toLowerCase());
  if (path.below !== '' && found && below) return below(request, found.id);
  requireRight(request, method === 'PATCH' ? `${type}/write` : action, id);
  if (!found) throw resourceNotFound(type, path.name, path.scope.split('/')[4] ?? '');
  if (path.below !== '') throw new ArmError(404, 'InvalidResourcePath', `Nothing is emulated at ${url.pathname}.`);
  if (method === 'PATCH') {
    const { properties } = (request.body ?? {}) as { properties?: Record<string, unknown> };
    changed.write(id, { ...changed.read(id), ...properties });
  } else if (method !== 'GET') throw notAllowed(request);
  return { status: 200, body: describe(found) };
}
