import type { ContainerClient } from '@azure/storage-blob';
import type { Canary } from '../../domain/canary/canary';
import type { Canaries } from '../../domain/ports/canaries';
import { createVersionedDocuments } from '../storage/versionedTexts';
import { routesBelow } from './routesBelow';
import { STATE_ROLE } from './stateRole';

const PREFIX = 'canaries/';

/**
 * Keeps the last canary of each route as the blob `canaries/{route}.json`.
 *
 * Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError.
 */
export function createCanaries(container: ContainerClient): Canaries {
  const blobs = createVersionedDocuments<Canary>(container, STATE_ROLE);
  const nameOf = (route: string): string => `${PREFIX}${route}.json`;
  return {
    routes: () => routesBelow(container, PREFIX),
    async read(route) {
      const found = await blobs.read(nameOf(route));
      return found && { canary: found.document, version: found.etag };
    },
    write: (route, canary, version) => blobs.replace(nameOf(route), canary, version),
  };
}
