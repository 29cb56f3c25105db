import type { ContainerClient } from '@azure/storage-blob';
import type { StateSchemas } from '../../../domain/ports/stateSchemas';
import type { StateSchema } from '../../../domain/stateSchema/stateSchema';
import { createVersionedDocuments } from '../../storage/versionedTexts';
import { STATE_ROLE } from '../stateRole';

const NAME = 'schema.json';

/**
 * Keeps the version of the layout as the blob `schema.json`.
 *
 * Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError.
 */
export function createStateSchemas(container: ContainerClient): StateSchemas {
  const blobs = createVersionedDocuments<StateSchema>(container, STATE_ROLE);
  return {
    async read() {
      const found = await blobs.read(NAME);
      return found && { schema: found.document, version: found.etag };
    },
    write: (schema, version) => blobs.replace(NAME, schema, version),
  };
}
