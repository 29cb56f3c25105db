import { createHash } from 'node:crypto';
import type { ContainerClient } from '@azure/storage-blob';
import { z } from 'zod';
import type { SlotStore, Window } from '../../domain/ports/slots';
import { NO_SLOTS, type Slots } from '../../domain/slots/slots';
import { createVersionedDocuments, type DocumentKind } from '../storage/versionedDocuments';
import { STATE_ROLE } from './stateRole';

const places = z.array(
  z.looseObject({
    ...{ run: z.string(), instance: z.string(), limit: z.number() },
    ...{ since: z.iso.datetime(), missedSince: z.iso.datetime().optional() },
  }),
);

const KIND: DocumentKind = {
  shape: z.looseObject({ holders: places, waiters: places }),
  without: 'delete the blob: whoever waits asks again; until what runs has ended, more may run at once than is set.',
};

/**
 * Keeps the slots of each registry and kind, and of each route, as one blob below `slots/`, which is written only over the version that was read.
 *
 * Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError; of reading: StateUnreadableError.
 */
export function createSlotStore(container: ContainerClient): SlotStore {
  const blobs = createVersionedDocuments<Slots>(container, STATE_ROLE, KIND);
  return {
    async read(window) {
      const found = await blobs.read(nameOf(window));
      return found ? { slots: found.document, version: found.etag } : { slots: NO_SLOTS };
    },
    write: (window, slots, version) => blobs.replace(nameOf(window), slots, version),
  };
}

/** People find it by the registry's name, which another cloud may have as well. */
function nameOf(window: Window): string {
  if (window.kind === 'route') return `slots/routes/${window.route}.json`;
  const { registryId, kind } = window;
  const id = registryId.toLowerCase();
  const registry = id.slice(id.lastIndexOf('/') + 1);
  return `slots/${registry}-${createHash('sha256').update(id).digest('hex').slice(0, 16)}/${kind}s.json`;
}
