import { ContainerRegistryClient } from '@azure/container-registry';
import type { RouteEnd } from '../../domain/route';
import { formatArtifact } from '../../domain/artifact';
import { identityKey, type CredentialFor } from '../identity/credentials';
import { CLIENT_OPTIONS } from '../clientOptions';
import type { FindLoginServer } from '../arm/registries';
import { isAbsent, toFerryError } from '../serviceError';
import type { Catalog } from '../../domain/ports/catalog';

/**
 * The registry data plane.
 *
 * Errors: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError, and those of FindLoginServer.
 */
export function createCatalog(credentialFor: CredentialFor, findLoginServer: FindLoginServer): Catalog {
  const clients = new Map<string, ContainerRegistryClient>();

  /** A client keeps one access token, which is good for one repository: hence one client for each. */
  async function clientFor(end: RouteEnd, route: string, repository: string): Promise<ContainerRegistryClient> {
    const loginServer = await findLoginServer(end, route);
    const key = [loginServer, repository, identityKey(end)].join('\n');
    const client =
      clients.get(key) ??
      new ContainerRegistryClient(`https://${loginServer}`, credentialFor(end.credential, end.cloud), {
        audience: end.cloud.registryAudience,
        ...CLIENT_OPTIONS,
      });
    clients.set(key, client);
    return client;
  }

  return {
    async findDigest(end, route, artifact) {
      const client = await clientFor(end, route, artifact.repository);
      const reference = 'tag' in artifact ? artifact.tag : artifact.digest;
      const stored = client.getArtifact(artifact.repository, reference);
      try {
        if ('tag' in artifact) return (await stored.getTagProperties(artifact.tag)).digest;
        return (await stored.getManifestProperties()).digest;
      } catch (error) {
        if (isAbsent(error)) return undefined;
        throw toFerryError(
          error,
          `look up ${formatArtifact(artifact)} in the registry ${end.registryName}`,
          'AcrPull on the registry (Container Registry Repository Reader where it uses repository permissions)',
        );
      }
    },
  };
}
