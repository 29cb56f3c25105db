import { FakeContainerProbes } from './fakeContainerProbes';
import { FakeResourceManager } from './fakeResourceManager';
import { FakeSecretFacts } from './fakeSecretFacts';
import { FakeStorageFacts } from './fakeStorageFacts';

/** What a doctor asks of containers, their accounts, secrets with a SAS and roles: there is no secret, and no role. */
export function storagePorts() {
  const resourceManager = new FakeResourceManager();
  return {
    secretFacts: new FakeSecretFacts(),
    containerProbes: new FakeContainerProbes(),
    storageFacts: new FakeStorageFacts(),
    resources: resourceManager,
    permissions: resourceManager,
    roleAssignments: resourceManager,
  };
}
