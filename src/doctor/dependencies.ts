import type { ContainerProbes } from '../domain/ports/containerProbes';
import type { Clock } from '../domain/ports/machine';
import type { Permissions } from '../domain/ports/permissions';
import type { Resources } from '../domain/ports/resources';
import type { RoleAssignments } from '../domain/ports/roleAssignments';
import type { RoutePipelines } from '../domain/ports/routePipelines';
import type { SecretFacts } from '../domain/ports/secretFacts';
import type { StorageFacts } from '../domain/ports/storageFacts';
import type { VaultNetworks } from '../domain/ports/vaultNetworks';

/** Everything that a check can reach. Within one examination the same question is asked once. */
export interface DoctorDependencies {
  routePipelines: Pick<RoutePipelines, 'find'>;
  secretFacts: SecretFacts;
  containerProbes: ContainerProbes;
  storageFacts: StorageFacts;
  vaultNetworks: VaultNetworks;
  resources: Resources;
  permissions: Permissions;
  roleAssignments: Pick<RoleAssignments, 'assignedTo'>;
  machine: Clock;
}
