import type { ContainerClient } from '@azure/storage-blob';
import { z } from 'zod';
import type { Canary } from '../../domain/canary/canary';
import type { Canaries } from '../../domain/ports/canaries';
import { createVersionedDocuments, type DocumentKind } from '../storage/versionedDocuments';
import { routesBelow } from './routesBelow';
import { STATE_ROLE } from './stateRole';

const PREFIX = 'canaries/';

const KIND: DocumentKind = {
  shape: z.looseObject({
    ...{
      id: z.string(),
      route: z.string(),
      artifact: z.string(),
      transferId: z.string(),
      requestedAt: z.iso.datetime(),
    },
    ...{ pipelines: z.array(z.looseObject({})), sightings: z.array(z.looseObject({ run: z.string() })) },
    ...{ events: z.looseObject({}), pushedAt: z.iso.datetime().optional(), endedAt: z.iso.datetime().optional() },
  }),
  without: 'delete the blob: the canary is forgotten, and what it pushed stays until somebody removes it.',
};

/**
 * Keeps the last canary of each route as the blob `canaries/{route}.json`.
 *
 * Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError; of reading: StateUnreadableError.
 */
export function createCanaries(container: ContainerClient): Canaries {
  const blobs = createVersionedDocuments<Canary>(container, STATE_ROLE, KIND);
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
