import type { Catalog } from '../domain/ports/catalog';
import type { Clock } from '../domain/ports/machine';
import type { PipelineRuns } from '../domain/ports/pipelineRuns';
import type { RegistryListing } from '../domain/ports/registryListing';
import type { RoutePipelines } from '../domain/ports/routePipelines';
import type { TransferStore } from '../domain/ports/transferStore';

/** Everything that a check can reach. Within one examination the same question is asked once. */
export interface DoctorDependencies {
  routePipelines: Pick<RoutePipelines, 'find'>;
  pipelineRuns: Pick<PipelineRuns, 'list'>;
  /** Both within the budget of reads. */
  listing: RegistryListing;
  catalog: Catalog;
  transfers: Pick<TransferStore, 'list' | 'find'>;
  machine: Clock;
}
