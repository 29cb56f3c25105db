import type { ContainerClient } from '@azure/storage-blob';
import type { LedgerRebuild } from '../../../domain/ledger/rebuild';
import type { LedgerRebuilds } from '../../../domain/ports/ledgerRebuilds';
import { createVersionedDocuments } from '../../storage/versionedTexts';
import { routesBelow } from '../routesBelow';
import { STATE_ROLE } from '../stateRole';

const PREFIX = 'rebuilds/';

/**
 * Keeps the latest rebuild of each route as the blob `rebuilds/<route>.json`.
 *
 * Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError.
 */
export function createLedgerRebuilds(container: ContainerClient): LedgerRebuilds {
  const blobs = createVersionedDocuments<LedgerRebuild>(container, STATE_ROLE);
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
