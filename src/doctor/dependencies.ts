import type { Catalog } from '../domain/ports/catalog';
import type { ContainerProbes } from '../domain/ports/containerProbes';
import type { CopyProbe } from '../domain/ports/copyProbe';
import type { Endpoints } from '../domain/ports/endpoints';
import type { EventSubscriptions } from '../domain/ports/eventSubscriptions';
import type { Clock } from '../domain/ports/machine';
import type { PauseStore } from '../domain/ports/pauseStore';
import type { Permissions } from '../domain/ports/permissions';
import type { PipelineRuns } from '../domain/ports/pipelineRuns';
import type { PipelineVersions } from '../domain/ports/pipelineVersions';
import type { RegistryDescriptions } from '../domain/ports/registryFacts';
import type { RegistryListing } from '../domain/ports/registryListing';
import type { Resources } from '../domain/ports/resources';
import type { RoleAssignments } from '../domain/ports/roleAssignments';
import type { RouteBook } from '../domain/ports/routeBook';
import type { RoutePipelines } from '../domain/ports/routePipelines';
import type { SecretFacts } from '../domain/ports/secretFacts';
import type { StateProbe } from '../domain/ports/stateProbe';
import type { StateLayout } from '../domain/ports/stateSchemas';
import type { StorageFacts } from '../domain/ports/storageFacts';
import type { TransferStore } from '../domain/ports/transferStore';
import type { VaultNetworks } from '../domain/ports/vaultNetworks';

/** Everything that a check can reach. Within one examination the same question is asked once. */
export interface DoctorDependencies {
  routes: RouteBook;
  state: StateProbe;
  /** Not held up by what it looks for. */
  stateLayout: StateLayout;
  pauses: Pick<PauseStore, 'read'>;
  endpoints: Endpoints;
  versions: PipelineVersions;
  registries: RegistryDescriptions;
  routePipelines: Pick<RoutePipelines, 'find'>;
  secretFacts: SecretFacts;
  containerProbes: ContainerProbes;
  copyProbe: CopyProbe;
  storageFacts: StorageFacts;
  eventSubscriptions: EventSubscriptions;
  vaultNetworks: VaultNetworks;
  resources: Resources;
  permissions: Permissions;
  roleAssignments: Pick<RoleAssignments, 'assignedTo'>;
  /** These three within the budget of reads. */
  pipelineRuns: Pick<PipelineRuns, 'list'>;
  listing: RegistryListing;
  catalog: Catalog;
  transfers: Pick<TransferStore, 'list' | 'find'>;
  machine: Clock;
}
