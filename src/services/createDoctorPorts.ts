import type { TokenCredential } from '@azure/identity';
import type { CredentialFor } from '../azure/identity/credentials';
import { createEventSubscriptions } from '../azure/arm/eventSubscriptions';
import { createStorageFacts } from '../azure/arm/storageFacts';
import { createVaultNetworks } from '../azure/arm/vaultNetworks';
import { createCopyProbe } from '../azure/copy/copyProbe';
import { createContainerProbes } from '../azure/storage/containerProbes';
import { createOpenContainer } from '../azure/storage/containers';
import { createSecretFacts } from '../azure/vault/secretFacts';
import type { ReadSecret } from '../azure/vault/secrets';
import type { DoctorDependencies } from '../doctor/dependencies';
import type { Chance, Clock } from '../domain/ports/machine';
import type { StorageServices } from './createStorageServices';
import type { Resources } from '../domain/ports/resources';

/** What the doctor asks of storage, of key vaults and of roles. */
export function createDoctorPorts(
  machine: Pick<Clock & Chance, 'now' | 'newId'>,
  { appCredential, vaultAudience }: { appCredential: TokenCredential; vaultAudience: string },
  credentialFor: CredentialFor,
  readSecret: ReadSecret,
  storage: StorageServices,
  resources: Resources,
): Pick<
  DoctorDependencies,
  'secretFacts' | 'containerProbes' | 'copyProbe' | 'storageFacts' | 'eventSubscriptions' | 'vaultNetworks'
> {
  const openContainer = createOpenContainer(credentialFor, readSecret, machine.now);
  return {
    secretFacts: createSecretFacts(appCredential, vaultAudience),
    containerProbes: createContainerProbes(openContainer),
    copyProbe: createCopyProbe({ openContainer, storage, machine }),
    storageFacts: createStorageFacts(credentialFor, resources),
    eventSubscriptions: createEventSubscriptions(credentialFor),
    vaultNetworks: createVaultNetworks(credentialFor, resources),
  };
}
