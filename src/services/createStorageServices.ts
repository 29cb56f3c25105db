import type { ActivityDependencies } from '../activities/dependencies';
import { createBlockLists } from '../azure/copy/blockLists';
import { createRelayStrategy } from '../azure/copy/relayStrategy';
import { createServerStrategy } from '../azure/copy/serverStrategy';
import { createSourceUrlFor } from '../azure/copy/sourceUrl';
import type { CredentialFor } from '../azure/identity/credentials';
import { createArrivedBlobs } from '../azure/storage/arrivedBlobs';
import { createBlobs } from '../azure/storage/blobs';
import { createStoredBlobs } from '../azure/storage/storedBlobs';
import { createOpenContainer } from '../azure/storage/containers';
import type { ReadSecret } from '../azure/vault/secrets';
import type { Clock } from '../domain/ports/machine';

/** What reads, writes and copies blobs in the containers of routes. */
export type StorageServices = Pick<
  ActivityDependencies,
  'blobs' | 'arrivedBlobs' | 'storedBlobs' | 'blockLists' | 'copyStrategies'
>;

/** Makes the storage part of the services alone, for whoever copies without registries and transfers. */
export function createStorageServices(
  { now }: Pick<Clock, 'now'>,
  credentialFor: CredentialFor,
  readSecret: ReadSecret,
): StorageServices {
  const openContainer = createOpenContainer(credentialFor, readSecret, now);
  const sourceUrlFor = createSourceUrlFor(credentialFor, openContainer, readSecret, now);
  return {
    blobs: createBlobs(openContainer),
    arrivedBlobs: createArrivedBlobs(openContainer),
    storedBlobs: createStoredBlobs(openContainer),
    blockLists: createBlockLists(openContainer),
    copyStrategies: {
      server: createServerStrategy(openContainer, sourceUrlFor),
      relay: createRelayStrategy(openContainer),
    },
  };
}
