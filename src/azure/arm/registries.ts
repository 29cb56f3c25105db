import { ContainerRegistryManagementClient } from '@azure/arm-containerregistry';
import { EndpointNotAllowedError, ResourceNotFoundError } from '../../domain/failures/errors';
import type { CloudProfile, RouteEnd } from '../../domain/route';
import type { CredentialFor } from '../identity/credentials';
import { clientOptionsFor, scopeOf } from '../clientOptions';
import { resourceManagerReach } from '../reach';
import { isAbsence } from '../../domain/weather';
import { serviceWords, toFerryError } from '../serviceError';

/** Finds the login server of a route's registry, as `myregistry.azurecr.io`. */
export type FindLoginServer = (end: RouteEnd, route: string) => Promise<string>;

/**
 * Asks Azure Resource Manager once for each registry: a login server never changes. Its word counts where the profile of
 * the cloud does not say what login servers end in.
 *
 * Errors: EndpointNotAllowedError, ResourceNotFoundError, AccessDeniedError, ServiceUnavailableError, ServiceRefusedError.
 */
export function createFindLoginServer(credentialFor: CredentialFor): FindLoginServer {
  const known = new Map<string, Promise<string>>();
  return async (end, route) => {
    const key = [end.registryId.toLowerCase(), end.cloud.resourceManagerEndpoint].join('\n');
    const found = known.get(key) ?? find(end, route);
    known.set(key, found);
    found.catch(() => known.delete(key));
    const loginServer = await found;
    requireNamed(loginServer, end.cloud);
    return loginServer;
  };

  async function find(end: RouteEnd, route: string): Promise<string> {
    const { cloud } = end;
    const client = new ContainerRegistryManagementClient(credentialFor(end.credential, cloud), end.subscriptionId, {
      endpoint: cloud.resourceManagerEndpoint,
      credentials: { scopes: [scopeOf(cloud.resourceManagerAudience)] },
      ...clientOptionsFor(resourceManagerReach(cloud)),
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

/** A token for registries goes there. */
function requireNamed(loginServer: string, { name, registrySuffixes }: CloudProfile): void {
  const address = `https://${loginServer}`;
  const { origin, hostname } = URL.canParse(address) ? new URL(address) : {};
  const isHost = origin === address.toLowerCase();
  if (isHost && (registrySuffixes?.some((suffix) => hostname?.endsWith(`.${suffix}`)) ?? true)) return;
  throw new EndpointNotAllowedError('Azure Resource Manager', origin, {
    namedBy: `clouds.${name}.registrySuffixes`,
    expected: registrySuffixes?.join(', ') ?? 'a name of a host',
  });
}
