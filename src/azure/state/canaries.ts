import type { ContainerClient } from '@azure/storage-blob';
import type { Canary } from '../../domain/canary/canary';
import type { Canaries } from '../../domain/ports/canaries';
import { createVersionedDocuments } from '../storage/versionedTexts';
import { STATE_ROLE } from './stateRole';

/**
 * Keeps the last canary of each route as the blob `canaries/{route}.json`.
 *
 * Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError.
 */
export function createCanaries(container: ContainerClient): Canaries {
  const blobs = createVersionedDocuments<Canary>(container, STATE_ROLE);
  const nameOf = (route: string): string => `canaries/${route}.json`;
  return {
    async read(route) {
      const found = await blobs.read(nameOf(route));
      return found && { canary: found.document, version: found.etag };
    },
    write: (route, canary, version) => blobs.replace(nameOf(route), canary, version),
  };
}
