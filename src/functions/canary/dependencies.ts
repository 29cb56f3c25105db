import type { Blobs } from '../../domain/ports/blobs';
import type { Canaries } from '../../domain/ports/canaries';
import type { Catalog } from '../../domain/ports/catalog';
import type { Ledger } from '../../domain/ports/ledger';
import type { Chance, Clock } from '../../domain/ports/machine';
import type { PipelineRuns } from '../../domain/ports/pipelineRuns';
import type { RegistryContent } from '../../domain/ports/registryContent';
import type { RoutePipelines } from '../../domain/ports/routePipelines';
import type { StartDependencies } from '../start/startTransfer';

/** What it takes to send a canary, to look after it and to clean up, beside the orchestrations. */
export interface CanaryDependencies extends StartDependencies {
  canaries: Canaries;
  registryContent: RegistryContent;
  catalog: Catalog;
  routePipelines: Pick<RoutePipelines, 'find'>;
  pipelineRuns: Pick<PipelineRuns, 'find'>;
  blobs: Pick<Blobs, 'remove'>;
  ledger: Pick<Ledger, 'remove'>;
  machine: StartDependencies['machine'] & Clock & Chance;
}
