import { EndpointNotAllowedError, ResourceNotFoundError } from '../../domain/failures/errors';
import type { CloudProfile, RouteEnd } from '../../domain/route';
import type { CredentialFor } from '../identity/credentials';
import { isAbsence } from '../../domain/weather';
import { serviceWords, toFerryError } from '../serviceError';
import { createRegistryClient } from './registryClient';

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
    try {
      const registry = await createRegistryClient(credentialFor, end).registries.get(
        end.resourceGroup,
        end.registryName,
      );
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
