import type { ArmAnswer } from '../registry/resourceManager/armAnswer';
import type { ChangedResources } from './changedResources';
import { answerEventSubscriptions, type EmulatedEventSubscription } from './eventSubscriptions';
import { answerPermissions } from './permissions';
import { type ProviderRequest, requireApiVersion } from './providerRequest';
import { answerRoleAssignments } from './roleAssignments';
import { answerStorageAccounts, type EmulatedAccount } from './storageAccounts';
import { answerVaults, type EmulatedVault } from './vaults';

/** What exists beside the registries. */
export interface EmulatedResources {
  accounts: readonly EmulatedAccount[];
  vaults: readonly EmulatedVault[];
  /** Who is told of their events; default nobody. */
  eventSubscriptions?(): readonly EmulatedEventSubscription[];
}

/** Role assignments and permissions, storage accounts, key vaults, event subscriptions: one file each. @throws ArmError */
export function answerProvider(
  request: ProviderRequest,
  { accounts, vaults, eventSubscriptions }: EmulatedResources,
  changed: ChangedResources,
): ArmAnswer {
  requireApiVersion(request);
  switch (request.path.resource) {
    case 'roleAssignments':
      return answerRoleAssignments(request);
    case 'permissions':
      return answerPermissions(request);
    case 'storageAccounts':
      return answerStorageAccounts(request, accounts, changed);
    case 'vaults':
      return answerVaults(request, vaults, changed);
    case 'eventSubscriptions':
    case 'systemTopics':
      return answerEventSubscriptions(request, eventSubscriptions?.() ?? []);
  }
}
