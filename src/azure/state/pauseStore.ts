import type { ContainerClient } from '@azure/storage-blob';
import { z } from 'zod';
import { NO_PAUSES, type Pauses } from '../../domain/pause/pauses';
import type { PauseStore } from '../../domain/ports/pauseStore';
import { createVersionedDocuments, type DocumentKind } from '../storage/versionedDocuments';
import { STATE_ROLE } from './stateRole';

const NAME = 'pauses.json';

const word = z.looseObject({
  at: z.iso.datetime(),
  by: z.looseObject({ name: z.string() }),
  reason: z.string().optional(),
});

/** What cannot be understood is no reason to start anything. */
const KIND: DocumentKind = {
  shape: z.looseObject({
    pauses: z.array(z.looseObject({ route: z.string().optional(), paused: word, resumed: word.optional() })),
    drain: z.looseObject({ begun: word, ended: word.optional() }).optional(),
  }),
  without: 'delete the blob, and pause again what is to stay paused: without it nothing is paused or drained.',
};

/**
 * Keeps the pauses of all routes as the blob `pauses.json`.
 *
 * Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError; of reading: StateUnreadableError.
 */
export function createPauseStore(container: ContainerClient): PauseStore {
  const blobs = createVersionedDocuments<Pauses>(container, STATE_ROLE, KIND);
  return {
    async read() {
      const found = await blobs.read(NAME);
      return found ? { pauses: found.document, version: found.etag } : { pauses: NO_PAUSES };
    },
    write: (pauses, version) => blobs.replace(NAME, pauses, version),
  };
}
