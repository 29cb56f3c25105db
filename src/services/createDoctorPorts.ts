import type { TokenCredential } from '@azure/identity';
import type { CredentialFor } from '../azure/identity/credentials';
import { createPermissions } from '../azure/arm/permissions';
import { createRoleAssignments } from '../azure/arm/roleAssignments';
import { createStorageFacts } from '../azure/arm/storageFacts';
import { createVaultNetworks } from '../azure/arm/vaultNetworks';
import { createContainerProbes } from '../azure/storage/containerProbes';
import { createOpenContainer } from '../azure/storage/containers';
import { createSecretFacts } from '../azure/vault/secretFacts';
import type { ReadSecret } from '../azure/vault/secrets';
import type { DoctorDependencies } from '../doctor/dependencies';
import type { Clock } from '../domain/ports/machine';
import type { Resources } from '../domain/ports/resources';

/** What the doctor asks of storage, of key vaults and of roles. */
export function createDoctorPorts(
  { now }: Pick<Clock, 'now'>,
  { appCredential, vaultAudience }: { appCredential: TokenCredential; vaultAudience: string },
  credentialFor: CredentialFor,
  readSecret: ReadSecret,
  resources: Resources,
): Pick<
  DoctorDependencies,
  'secretFacts' | 'containerProbes' | 'storageFacts' | 'vaultNetworks' | 'resources' | 'permissions' | 'roleAssignments'
> {
  return {
    secretFacts: createSecretFacts(appCredential, vaultAudience),
    containerProbes: createContainerProbes(createOpenContainer(credentialFor, readSecret, now)),
    storageFacts: createStorageFacts(credentialFor, resources),
    vaultNetworks: createVaultNetworks(credentialFor, resources),
    resources,
    permissions: createPermissions(credentialFor),
    roleAssignments: createRoleAssignments(credentialFor),
  };
}
