import type { ContainerProbes } from '../domain/ports/containerProbes';
import type { Clock } from '../domain/ports/machine';
import type { RoutePipelines } from '../domain/ports/routePipelines';
import type { SecretFacts } from '../domain/ports/secretFacts';

/** Everything that a check can reach. Within one examination the same question is asked once. */
export interface DoctorDependencies {
  routePipelines: Pick<RoutePipelines, 'find'>;
  secretFacts: SecretFacts;
  containerProbes: ContainerProbes;
  machine: Clock;
}
