import type { ContainerClient } from '@azure/storage-blob';
import { NO_PAUSES, type Pauses } from '../../domain/pause/pauses';
import type { PauseStore } from '../../domain/ports/pauseStore';
import { createVersionedDocuments } from '../storage/versionedTexts';
import { STATE_ROLE } from './stateRole';

const NAME = 'pauses.json';

/**
 * Keeps the pauses of all routes as the blob `pauses.json`.
 *
 * Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError.
 */
export function createPauseStore(container: ContainerClient): PauseStore {
  const blobs = createVersionedDocuments<Pauses>(container, STATE_ROLE);
  return {
    async read() {
      const found = await blobs.read(NAME);
      return found ? { pauses: found.document, version: found.etag } : { pauses: NO_PAUSES };
    },
    write: (pauses, version) => blobs.replace(NAME, pauses, version),
  };
}
