import { FakeContainerProbes } from './fakeContainerProbes';
import { FakeCopyProbe } from './fakeCopyProbe';
import { FakeEventSubscriptions } from './fakeEventSubscriptions';
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
    copyProbe: new FakeCopyProbe(),
    storageFacts: new FakeStorageFacts(),
    eventSubscriptions: new FakeEventSubscriptions(),
    vaultNetworks: new FakeVaultNetworks(),
    resources: resourceManager,
    permissions: resourceManager,
    roleAssignments: resourceManager,
  };
}
