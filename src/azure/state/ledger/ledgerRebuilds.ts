import type { ContainerClient } from '@azure/storage-blob';
import { z } from 'zod';
import type { LedgerRebuild } from '../../../domain/ledger/rebuild';
import type { LedgerRebuilds } from '../../../domain/ports/ledgerRebuilds';
import { createVersionedDocuments, type DocumentKind } from '../../storage/versionedDocuments';
import { routesBelow } from '../routesBelow';
import { STATE_ROLE } from '../stateRole';

const PREFIX = 'rebuilds/';

const KIND: DocumentKind = {
  shape: z.looseObject({
    ...{ id: z.string(), route: z.string(), startedAt: z.iso.datetime(), startedBy: z.looseObject({}) },
    ...{ target: z.looseObject({ registryId: z.string() }), end: z.looseObject({ outcome: z.string() }).optional() },
  }),
  without: 'delete the blob, and rebuild the ledger again.',
};

/**
 * Keeps the latest rebuild of each route as the blob `rebuilds/<route>.json`.
 *
 * Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError; of reading: StateUnreadableError.
 */
export function createLedgerRebuilds(container: ContainerClient): LedgerRebuilds {
  const blobs = createVersionedDocuments<LedgerRebuild>(container, STATE_ROLE, KIND);
  return {
    routes: () => routesBelow(container, PREFIX),
    async read(route) {
      const found = await blobs.read(nameOf(route));
      return found && { rebuild: found.document, version: found.etag };
    },
    write: (rebuild, version) => blobs.replace(nameOf(rebuild.route), rebuild, version),
  };
}

function nameOf(route: string): string {
  return `${PREFIX}${route}.json`;
}
