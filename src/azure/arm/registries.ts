import { ContainerRegistryManagementClient } from '@azure/arm-containerregistry';
import { ResourceNotFoundError } from '../../domain/failures/errors';
import type { RouteEnd } from '../../domain/route';
import type { CredentialFor } from '../identity/credentials';
import { CLIENT_OPTIONS, scopeOf } from '../clientOptions';
import { isAbsence } from '../../domain/weather';
import { serviceWords, toFerryError } from '../serviceError';

/** Finds the login server of a route's registry, as `myregistry.azurecr.io`. */
export type FindLoginServer = (end: RouteEnd, route: string) => Promise<string>;

/**
 * Asks Azure Resource Manager once for each registry: a login server never changes.
 *
 * Errors: ResourceNotFoundError, AccessDeniedError, ServiceUnavailableError, ServiceRefusedError.
 */
export function createFindLoginServer(credentialFor: CredentialFor): FindLoginServer {
  const known = new Map<string, Promise<string>>();
  return (end, route) => {
    const key = end.registryId.toLowerCase();
    const found = known.get(key) ?? find(end, route);
    known.set(key, found);
    found.catch(() => known.delete(key));
    return found;
  };

  async function find(end: RouteEnd, route: string): Promise<string> {
    const { cloud } = end;
    const client = new ContainerRegistryManagementClient(credentialFor(end.credential, cloud), end.subscriptionId, {
      endpoint: cloud.resourceManagerEndpoint,
      credentials: { scopes: [scopeOf(cloud.resourceManagerAudience)] },
      ...CLIENT_OPTIONS,
    });
    try {
      const registry = await client.registries.get(end.resourceGroup, end.registryName);
      if (registry.loginServer) return registry.loginServer;
      throw new ResourceNotFoundError(`The login server of ${end.registryId}`, route, {
        words: 'the registry has none yet',
      });
    } catch (error) {
      const said = serviceWords(error);
      if (isAbsence(said)) throw new ResourceNotFoundError(`The registry ${end.registryId}`, route, said);
      throw toFerryError(
        error,
        `read the registry ${end.registryId}`,
        'Reader (or Container Registry Transfer Pipeline Contributor) on the registry',
      );
    }
  }
}
