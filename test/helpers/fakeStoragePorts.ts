import { FakeContainerProbes } from './fakeContainerProbes';
import { FakeSecretFacts } from './fakeSecretFacts';
import { FakeStorageFacts } from './fakeStorageFacts';

/** What a doctor asks of containers, their accounts and the secrets with a SAS: there is nothing wrong, and no secret. */
export function storagePorts() {
  return {
    secretFacts: new FakeSecretFacts(),
    containerProbes: new FakeContainerProbes(),
    storageFacts: new FakeStorageFacts(),
  };
}
