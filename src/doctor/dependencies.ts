import type { Clock } from '../domain/ports/machine';
import type { PipelineRuns } from '../domain/ports/pipelineRuns';
import type { RoutePipelines } from '../domain/ports/routePipelines';

/** Everything that a check can reach. Within one examination the same question is asked once. */
export interface DoctorDependencies {
  routePipelines: Pick<RoutePipelines, 'find'>;
  pipelineRuns: Pick<PipelineRuns, 'list'>;
  machine: Clock;
}
