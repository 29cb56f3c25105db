import path from 'node:path';
import type { Admin } from '../admin/createAdmin';
import { createRequestGate } from '../admin/createRequestGate';
import { registryEvent } from '../eventGrid/registryEvents';
import type { EventGrid } from '../eventGrid/startEventGrid';
import { STACK_NAMES, registryResourceId } from '../stackNames';
import type { Platform } from '../platform';
import { createContentStore } from '../registry/createContentStore';
import type { RegistryAccess } from '../registry/auth/access';
import { RegistryError } from '../registry/dataPlane/registryError';
import { startDataPlane } from '../registry/dataPlane/startDataPlane';
import type { RegistryOptions } from '../registry/resourceManager/emulatedRegistry';
import { openRegistryProperties } from '../registry/resourceManager/registryProperties';
import type { StackSettings } from './stackSettings';
import { AUDIENCES } from './stackEndpoints';
import type { Certificate } from './certificate';
import type { StackKeys } from './stackKeys';
import type { StopList } from './stopList';

/** Starts the data plane of one registry, and returns what the management plane needs to know about it. */
export async function startRegistry(
  side: 'source' | 'target',
  options: {
    platform: Platform;
    settings: StackSettings;
    stops: StopList;
    certificate: Certificate;
    keys: StackKeys;
    admin: Admin;
    eventGrid: EventGrid;
  },
): Promise<RegistryOptions> {
  const { platform, settings, stops, certificate, keys, admin, eventGrid } = options;
  const { registry } = STACK_NAMES[side];
  const folder = path.join(settings.folder, 'registries', side);
  const port = side === 'source' ? settings.ports.sourceRegistry : settings.ports.targetRegistry;
  const store = await createContentStore(path.join(folder, 'content'), platform);
  const passes = createRequestGate(admin, { plane: 'registry', registry });
  const resourceId = registryResourceId(side);
  const properties = openRegistryProperties(path.join(folder, 'properties.json'));
  const dataPlane = startDataPlane({
    platform,
    name: side,
    port,
    tls: certificate,
    store,
    folder,
    user: { name: registry, password: keys.registryPasswords[side] },
    audience: AUDIENCES.registry,
    gate: async (request, response, step) => {
      if (!(await passes(request, response, step))) return true;
      if (properties.properties['publicNetworkAccess'] === 'Disabled') throw notFromHere(request.socket.remoteAddress);
      return false;
    },
    mayAccess: (principal, access) =>
      properties.properties['roleAssignmentMode'] !== 'AbacRepositoryPermissions' ||
      admin.hasRole(principal, rolesFor(access), resourceId),
    onChange: (change) => eventGrid.publish(registryEvent(platform, resourceId, change)),
  });
  await stops.keep(dataPlane);
  return { resourceId, loginServer: `${STACK_NAMES.host}:${port}`, store, properties };
}

/** What a registry answers whom its network rules keep out: https://aka.ms/acr/firewall */
function notFromHere(address = 'unknown'): RegistryError {
  const message = `client with IP '${address}' is not allowed access. Refer https://aka.ms/acr/firewall to grant access.`;
  return new RegistryError(403, 'DENIED', message);
}

/** Roles of a registry whose permissions are for each repository: learn.microsoft.com/azure/container-registry/container-registry-rbac-abac-repository-permissions */
function rolesFor({ type, actions }: RegistryAccess): string[] {
  if (type === 'registry') return ['Container Registry Repository Catalog Lister'];
  const readers = ['Container Registry Repository Reader'];
  const isRead = actions.every((action) => ['pull', 'metadata_read'].includes(action));
  const writers = ['Container Registry Repository Contributor', 'Container Registry Repository Writer'];
  return isRead ? [...readers, ...writers] : writers;
}
