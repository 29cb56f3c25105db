import { type ArmAnswer, pageOf } from '../registry/resourceManager/armAnswer';
import { ArmError, resourceNotFound } from '../registry/resourceManager/armError';
import { may } from './callerRoles';
import { notAllowed, type ProviderRequest, requireRight } from './providerRequest';

/**
 * GET of one resource of a type, or of all in a subscription or resource group. Of a list the caller sees what it may read. [INF], as
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
): ArmAnswer {
  const { method, path, url, admin, checkRoles, principalId } = request;
  if (method !== 'GET') throw notAllowed(request);
  const action = `${type}/read`;
  const inScope = resources.filter(({ id }) => id.toLowerCase().startsWith(`${path.scope.toLowerCase()}/`));
  if (path.name === undefined) {
    const seen = inScope.filter(({ id }) => !checkRoles || may(admin.roles, principalId, action, id));
    return { status: 200, body: pageOf(seen.map(describe), url, admin.settings.pageSize) };
  }
  const id = `${path.scope}/providers/${type}/${path.name}`;
  requireRight(request, action, id);
  const found = inScope.find((resource) => resource.id.toLowerCase() === id.toLowerCase());
  if (!found) throw resourceNotFound(type, path.name, path.scope.split('/')[4] ?? '');
  if (path.below !== '') throw new ArmError(404, 'InvalidResourcePath', `Nothing is emulated at ${url.pathname}.`);
  return { status: 200, body: describe(found) };
}
