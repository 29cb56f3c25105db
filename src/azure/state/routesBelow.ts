import type { ContainerClient } from '@azure/storage-blob';
import { toFerryError } from '../serviceError';
import { STATE_ROLE } from './stateRole';

const SUFFIX = '.json';

/**
 * The routes that have a document `<prefix><route>.json` in the state container, in no order that counts.
 *
 * Errors: AccessDeniedError, ServiceUnavailableError, ServiceRefusedError.
 *
 * @param prefix  with the slash at its end
 */
export async function routesBelow(container: ContainerClient, prefix: string): Promise<string[]> {
  const found: string[] = [];
  try {
    for await (const { name } of container.listBlobsFlat({ prefix })) {
      if (name.endsWith(SUFFIX)) found.push(name.slice(prefix.length, -SUFFIX.length));
    }
  } catch (error) {
    throw toFerryError(error, `list ${prefix} in the container ${container.url}`, STATE_ROLE);
  }
  return found;
}
