import type { ContainerRegistryContentClient } from '@azure/container-registry';
import type { RegistryContent } from '../../domain/ports/registryContent';
import type { RouteEnd } from '../../domain/route';
import type { FindLoginServer } from '../arm/registries';
import { identityKey, type CredentialFor } from '../identity/credentials';
import { isAbsent, toFerryError } from '../serviceError';
import { createContentClient } from './content';
import { RecentlyUsed } from './recentlyUsed';

const MOST_CLIENTS = 20;
/** Source: https://learn.microsoft.com/azure/container-registry/container-registry-rbac-built-in-roles-overview */
const WRITER = 'AcrPush on the registry (Container Registry Repository Writer where it uses repository permissions)';
const REMOVER =
  'AcrDelete on the registry (Container Registry Repository Contributor where it uses repository permissions)';

/**
 * Pushes to, and deletes from, the registry data plane.
 *
 * Errors: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError, and those of FindLoginServer.
 */
export function createRegistryContent(credentialFor: CredentialFor, findLoginServer: FindLoginServer): RegistryContent {
  const clients = new RecentlyUsed<ContainerRegistryContentClient>(MOST_CLIENTS);

  async function clientFor(end: RouteEnd, route: string, repository: string): Promise<ContainerRegistryContentClient> {
    const loginServer = await findLoginServer(end, route);
    const { credential, cloud } = end;
    return clients.get([loginServer, repository, identityKey(end)].join('\n'), () =>
      createContentClient(loginServer, repository, credentialFor(credential, cloud), cloud),
    );
  }

  return {
    async putBlob(end, route, repository, bytes) {
      const client = await clientFor(end, route, repository);
      try {
        await client.uploadBlob(bytes);
      } catch (error) {
        throw toFerryError(error, `push a layer to ${repository} in the registry ${end.registryName}`, WRITER);
      }
    },
    async putManifest(end, route, repository, { bytes, mediaType, tag }) {
      const client = await clientFor(end, route, repository);
      try {
        await client.setManifest(bytes, { mediaType, ...(tag !== undefined && { tag }) });
      } catch (error) {
        throw toFerryError(error, `push a manifest to ${repository} in the registry ${end.registryName}`, WRITER);
      }
    },
    async removeManifest(end, route, repository, digest) {
      const client = await clientFor(end, route, repository);
      try {
        await client.deleteManifest(digest);
      } catch (error) {
        if (isAbsent(error)) return;
        throw toFerryError(error, `delete ${repository}@${digest} in the registry ${end.registryName}`, REMOVER);
      }
    },
  };
}
