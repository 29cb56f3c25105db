import { ContainerRegistryClient } from '@azure/container-registry';
import type { RouteEnd } from '../../domain/route';
import { formatArtifact } from '../../domain/artifact';
import { identityKey, type CredentialFor } from '../identity/credentials';
import { clientOptionsFor } from '../clientOptions';
import { registryReach } from '../reach';
import type { FindLoginServer } from '../arm/registries';
import { isAbsent, toFerryError } from '../serviceError';
import type { Catalog } from '../../domain/ports/catalog';
import { RecentlyUsed } from './recentlyUsed';
import { createContentClient, hasBlob, readManifest } from './content';

/** Of a registry with thousands of repositories, not all clients are kept. */
const MOST_CLIENTS = 200;
const ROLE = 'AcrPull on the registry (Container Registry Repository Reader where it uses repository permissions)';

/**
 * The registry data plane.
 *
 * Errors: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError, and those of FindLoginServer.
 */
export function createCatalog(credentialFor: CredentialFor, findLoginServer: FindLoginServer): Catalog {
  const clientFor = eachRepository((loginServer, _repository, { credential, cloud }) => {
    const options = { audience: cloud.registryAudience, ...clientOptionsFor(registryReach(cloud, loginServer)) };
    return new ContainerRegistryClient(`https://${loginServer}`, credentialFor(credential, cloud), options);
  });
  const contentClientFor = eachRepository((loginServer, repository, { credential, cloud }) =>
    createContentClient(loginServer, repository, credentialFor(credential, cloud), cloud),
  );

  /** A client keeps one access token, which is good for one repository: hence one client for each that is in use. */
  function eachRepository<Client>(create: (loginServer: string, repository: string, end: RouteEnd) => Client) {
    const clients = new RecentlyUsed<Client>(MOST_CLIENTS);
    return async (end: RouteEnd, route: string, repository: string): Promise<Client> => {
      const loginServer = await findLoginServer(end, route);
      const key = [loginServer, repository, identityKey(end)].join('\n');
      return clients.get(key, () => create(loginServer, repository, end));
    };
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
        throw toFerryError(error, `look up ${formatArtifact(artifact)} in the registry ${end.registryName}`, ROLE);
      }
    },
    async readManifest(end, route, repository, digest) {
      const client = await contentClientFor(end, route, repository);
      try {
        return await readManifest(client, digest);
      } catch (error) {
        const doing = `read the manifest ${repository}@${digest} in the registry ${end.registryName}`;
        throw toFerryError(error, doing, ROLE);
      }
    },
    async hasBlob(end, route, repository, digest) {
      const client = await contentClientFor(end, route, repository);
      try {
        return await hasBlob(client, digest);
      } catch (error) {
        const doing = `look for the layer ${digest} of ${repository} in the registry ${end.registryName}`;
        throw toFerryError(error, doing, ROLE);
      }
    },
  };
}
