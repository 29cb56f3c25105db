import type { TokenCredential } from '@azure/identity';
import type { CredentialFor } from '../azure/identity/credentials';
import { createResources } from '../azure/arm/resources';
import { createStorageFacts } from '../azure/arm/storageFacts';
import { createContainerProbes } from '../azure/storage/containerProbes';
import { createOpenContainer } from '../azure/storage/containers';
import { createSecretFacts } from '../azure/vault/secretFacts';
import type { ReadSecret } from '../azure/vault/secrets';
import type { DoctorDependencies } from '../doctor/dependencies';
import type { Clock } from '../domain/ports/machine';

/** What the doctor alone asks of storage and of key vaults. */
export function createDoctorPorts(
  { now }: Pick<Clock, 'now'>,
  { appCredential, vaultAudience }: { appCredential: TokenCredential; vaultAudience: string },
  credentialFor: CredentialFor,
  readSecret: ReadSecret,
): Pick<DoctorDependencies, 'secretFacts' | 'containerProbes' | 'storageFacts'> {
  return {
    secretFacts: createSecretFacts(appCredential, vaultAudience),
    containerProbes: createContainerProbes(createOpenContainer(credentialFor, readSecret, now)),
    storageFacts: createStorageFacts(credentialFor, createResources(credentialFor)),
  };
}
