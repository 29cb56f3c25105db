import { isDigest, isRepository, isTag, LONGEST_REPOSITORY } from '../artifact';
import { fieldsOf, readEventFields } from '../eventFields';
import type { Push } from './push';

const KINDS = new Map([
  ['Microsoft.ContainerRegistry.ImagePushed', 'pushed'],
  ['Microsoft.ContainerRegistry.ChartPushed', 'pushed'],
  ['Microsoft.ContainerRegistry.ImageDeleted', 'deleted'],
  ['Microsoft.ContainerRegistry.ChartDeleted', 'deleted'],
] as const);

const REGISTRY_ID =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.ContainerRegistry\/registries\/[^/]+$/i;

/** What an event says of a registry. It is not known yet whether it is true. */
export interface RegistryEvent {
  kind: 'pushed' | 'deleted';
  /** Resource id of the registry, as it was written. */
  registryId: string;
  push: Push;
}

/** Why an event is none of an artifact that was pushed or deleted. */
export type Unread = 'another event' | 'no event that can be read';

/**
 * Reads an event of Azure Container Registry, in the Event Grid schema or as a CloudEvent 1.0. Whatever it is given, it answers;
 * anybody may have written it.
 *
 * @see https://learn.microsoft.com/azure/event-grid/event-schema-container-registry
 */
export function readRegistryEvent(event: unknown): { event: RegistryEvent } | { unread: Unread } {
  const { kind: name, isKnownSchema, source: registryId, data } = readEventFields(event);
  if (typeof name !== 'string' || !isKnownSchema) return UNREADABLE;
  const kind = (KINDS as ReadonlyMap<string, RegistryEvent['kind']>).get(name);
  if (!kind) return { unread: 'another event' };
  if (typeof registryId !== 'string' || !REGISTRY_ID.test(registryId)) return UNREADABLE;
  const push = pushIn(fieldsOf(data['target']));
  return push ? { event: { kind, registryId, push } } : UNREADABLE;
}

const UNREADABLE = { unread: 'no event that can be read' } as const;

function pushIn({ repository, tag, digest }: Readonly<Record<string, unknown>>): Push | undefined {
  if (typeof repository !== 'string' || repository.length > LONGEST_REPOSITORY || !isRepository(repository))
    return undefined;
  if (typeof digest !== 'string' || !isDigest(digest)) return undefined;
  if (tag === undefined || tag === null || tag === '') return { repository, digest };
  return typeof tag === 'string' && isTag(tag) ? { repository, tag, digest } : undefined;
}
