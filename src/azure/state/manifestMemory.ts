import { createHash } from 'node:crypto';
import type { ContainerClient } from '@azure/storage-blob';
import { z } from 'zod';
import { manifestFactsSchema, type ManifestFacts } from '../../domain/planning/manifestFacts';
import { mergeFacts } from '../../domain/planning/mergeFacts';
import type { ManifestMemory } from '../../domain/ports/manifestMemory';
import type { RouteEnd } from '../../domain/route';
import { createJsonBlobs } from '../storage/jsonBlobs';
import { nothingWhereDamaged } from './nothingWhereDamaged';
import { STATE_ROLE } from './stateRole';

/** What another version wrote, or somebody damaged, counts as nothing: it is read again. */
const documentSchema = z
  .object({ facts: z.array(manifestFactsSchema) })
  .catch({ facts: [] })
  .transform(({ facts }) => facts);

/**
 * Keeps a document for each repository under `manifests/<registry>/`.
 *
 * Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError.
 */
export function createManifestMemory(container: ContainerClient): ManifestMemory {
  const blobs = createJsonBlobs(container, STATE_ROLE);
  const recall = async (end: RouteEnd, repository: string): Promise<ManifestFacts[]> =>
    documentSchema.parse(await blobs.read(nameOf(end, repository)).catch(nothingWhereDamaged));
  return {
    recall,
    async remember(end, repository, facts) {
      const merged = mergeFacts(await recall(end, repository), facts);
      if (merged.length > 0) await blobs.write(nameOf(end, repository), { facts: merged });
    },
  };
}

function nameOf({ registryId }: RouteEnd, repository: string): string {
  return `manifests/${hash(registryId.toLowerCase())}/${hash(repository)}.json`;
}

/** A repository's name may be as long as that of a blob, and has slashes. */
function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
