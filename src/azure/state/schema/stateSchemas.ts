import type { ContainerClient } from '@azure/storage-blob';
import type { StateSchemas } from '../../../domain/ports/stateSchemas';
import { readStateSchema } from '../../../domain/stateSchema/readStateSchema';
import { createVersionedTexts } from '../../storage/versionedTexts';
import { STATE_ROLE } from '../stateRole';

const NAME = 'schema.json';

/**
 * Keeps the version of the layout as the blob `schema.json`.
 *
 * Errors of every call: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError; of reading: StateSchemaUnreadableError.
 */
export function createStateSchemas(container: ContainerClient): StateSchemas {
  const blobs = createVersionedTexts(container, STATE_ROLE);
  return {
    async read() {
      const found = await blobs.read(NAME);
      return found && { schema: readStateSchema(found.text), version: found.etag };
    },
    write: (schema, version) => blobs.replace(NAME, JSON.stringify(schema), version),
  };
}
