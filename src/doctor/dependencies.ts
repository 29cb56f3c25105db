import type { Endpoints } from '../domain/ports/endpoints';
import type { Clock } from '../domain/ports/machine';
import type { PipelineVersions } from '../domain/ports/pipelineVersions';
import type { RegistryDescriptions } from '../domain/ports/registryFacts';
import type { RegistryListing } from '../domain/ports/registryListing';
import type { RouteBook } from '../domain/ports/routeBook';
import type { RoutePipelines } from '../domain/ports/routePipelines';
import type { StateProbe } from '../domain/ports/stateProbe';

/** Everything that a check can reach. Within one examination the same question is asked once. */
export interface DoctorDependencies {
  routes: RouteBook;
  state: StateProbe;
  endpoints: Endpoints;
  versions: PipelineVersions;
  registries: RegistryDescriptions;
  listing: Pick<RegistryListing, 'repositories'>;
  routePipelines: Pick<RoutePipelines, 'find'>;
  machine: Clock;
}
