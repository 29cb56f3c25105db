import path from 'node:path';
import type { Json } from '../../files/mergeJson';
import type { ContentStore } from '../contentStore';
import { knowsSoftDelete } from './apiVersions';
import { parseArmPath } from './armPath';
import { openRegistryProperties, type RegistryProperties } from './registryProperties';
import { ResourceStore } from './resourceStore';
import type { Pipeline, PipelineRun, Replication } from './resources';

/** What the management plane is told about a registry. */
export interface RegistryOptions {
  resourceId: string;
  /** `127.0.0.1:5001` */
  loginServer: string;
  store: ContentStore;
  /** Azure region; default `westeurope`. */
  location?: string;
  /** What it is like; Premium, which ACR Transfer needs, and open to all, where it is absent. */
  properties?: RegistryProperties;
}

/** A registry with its transfer resources. */
export interface EmulatedRegistry {
  id: string;
  name: string;
  subscriptionId: string;
  resourceGroup: string;
  location: string;
  properties: RegistryProperties;
  loginServer: string;
  content: ContentStore;
  exportPipelines: ResourceStore<Pipeline>;
  importPipelines: ResourceStore<Pipeline>;
  pipelineRuns: ResourceStore<PipelineRun>;
  replications: ResourceStore<Replication>;
}

/** Opens a registry whose transfer resources are kept in `<folder>/<registry name>`. */
export function openRegistry(options: RegistryOptions, folder: string): EmulatedRegistry {
  const { subscriptionId, resourceGroup, registry } = parseArmPath(options.resourceId);
  if (resourceGroup === undefined || registry === undefined) {
    throw new Error(`"${options.resourceId}" is not the resource id of a registry.`);
  }
  const own = path.join(folder, registry);
  return {
    id: options.resourceId,
    name: registry,
    subscriptionId,
    resourceGroup,
    location: options.location ?? 'westeurope',
    properties: options.properties ?? openRegistryProperties(undefined),
    loginServer: options.loginServer,
    content: options.store,
    exportPipelines: new ResourceStore(path.join(own, 'exportPipelines')),
    importPipelines: new ResourceStore(path.join(own, 'importPipelines')),
    pipelineRuns: new ResourceStore(path.join(own, 'pipelineRuns')),
    replications: new ResourceStore(path.join(own, 'replications')),
  };
}

/** The registry as `GET …/registries/{name}` answers it. */
export function describeRegistry(registry: EmulatedRegistry, apiVersion: string): unknown {
  const { policies, ...properties } = registry.properties.properties;
  const { softDeletePolicy, ...others } = policies as Json;
  return {
    id: registry.id,
    name: registry.name,
    type: 'Microsoft.ContainerRegistry/registries',
    location: registry.location,
    tags: {},
    sku: { name: registry.properties.sku, tier: registry.properties.sku },
    properties: {
      ...properties,
      policies: knowsSoftDelete(apiVersion) ? { ...others, softDeletePolicy } : others,
      loginServer: registry.loginServer,
      creationDate: '2026-01-01T00:00:00.0000000Z',
      provisioningState: 'Succeeded',
    },
  };
}
