import { ArmError } from './armError';
import type { PipelineKind } from './resources';

export type Collection = PipelineKind | 'pipelineRuns' | 'replications';

const COLLECTIONS: Collection[] = ['exportPipelines', 'importPipelines', 'pipelineRuns', 'replications'];

/** A path below `/subscriptions/…/registries`, taken apart. ARM paths are case-insensitive; names are kept as sent. */
export interface ArmPath {
  subscriptionId: string;
  resourceGroup?: string;
  registry?: string;
  collection?: Collection;
  name?: string;
  operationId?: string;
}

/** @throws ArmError 404 when nothing that is emulated lives at the path. */
export function parseArmPath(pathname: string): ArmPath {
  const parts = pathname.split('/').filter(Boolean).map(decodeURIComponent);
  const read = (keyword: string): boolean => {
    if (parts[0]?.toLowerCase() !== keyword.toLowerCase()) return false;
    parts.shift();
    return true;
  };
  const refuse = (): ArmError => new ArmError(404, 'InvalidResourcePath', `Nothing is emulated at ${pathname}.`);
  const [, subscriptionId] = [read('subscriptions'), parts.shift()];
  if (subscriptionId === undefined) throw refuse();
  const path: ArmPath = { subscriptionId };
  if (read('resourceGroups')) path.resourceGroup = parts.shift() ?? '';
  if (!read('providers') || !read('Microsoft.ContainerRegistry') || !read('registries')) throw refuse();
  const registry = parts.shift();
  if (registry === undefined) return path;
  path.registry = registry;
  const segment = parts.shift();
  if (segment === undefined) return path;
  const collection = COLLECTIONS.find((each) => each.toLowerCase() === segment.toLowerCase());
  if (!collection) throw refuse();
  path.collection = collection;
  const name = parts.shift();
  if (name === undefined) return path;
  path.name = name;
  if (parts.length === 0) return path;
  if (!read('operationStatuses') || parts.length !== 1) throw refuse();
  path.operationId = parts[0] as string;
  return path;
}

/** `arm.pipelineRuns.put`, `arm.registries.list`, `arm.operationStatuses.get`: the step that faults and holds name. */
export function armStep(method: string, path: ArmPath): string {
  const resource = path.operationId !== undefined ? 'operationStatuses' : (path.collection ?? 'registries');
  const isList = method === 'GET' && (path.collection ? path.name === undefined : path.registry === undefined);
  return `arm.${resource}.${isList ? 'list' : method.toLowerCase()}`;
}

/**
 * What the caller has to be allowed, and where; undefined for the list of registries, which anybody may ask for.
 * Source: learn.microsoft.com/azure/role-based-access-control/permissions/containers.
 */
export function armAction(method: string, path: ArmPath): { action: string; scope: string } | undefined {
  const { subscriptionId, resourceGroup, registry, collection, operationId } = path;
  if (registry === undefined) return undefined;
  const scope = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup ?? ''}/providers/Microsoft.ContainerRegistry/registries/${registry}`;
  const verb = { GET: 'read', PUT: 'write', DELETE: 'delete' }[method] ?? 'write';
  const parts = [collection, operationId === undefined ? undefined : 'operationStatuses', verb];
  const action = ['Microsoft.ContainerRegistry/registries', ...parts.filter((part) => part !== undefined)].join('/');
  return { action, scope };
}
