import { FakeContainerProbes } from './fakeContainerProbes';
import { FakeResourceManager } from './fakeResourceManager';
import { FakeSecretFacts } from './fakeSecretFacts';
import { FakeStorageFacts } from './fakeStorageFacts';
import { FakeVaultNetworks } from './fakeVaultNetworks';

/** What a doctor asks of containers, their accounts, secrets with a SAS and roles: there is no secret, and no role. */
export function storagePorts() {
  const resourceManager = new FakeResourceManager();
  return {
    secretFacts: new FakeSecretFacts(),
    containerProbes: new FakeContainerProbes(),
    storageFacts: new FakeStorageFacts(),
    vaultNetworks: new FakeVaultNetworks(),
    resources: resourceManager,
    permissions: resourceManager,
    roleAssignments: resourceManager,
  };
}
