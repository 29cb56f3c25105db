import { APP_FAULTS } from './appFaults';
import { CLOUD_FAULTS } from './cloudFaults';
import { PIPELINE_FAULTS } from './pipelineFaults';
import type { PlantedFault } from './plantedFault';
import { REGISTRY_FAULTS } from './registryFaults';

/** What can be set up wrongly on the stack: one or more for each check. */
export const PLANTED_FAULTS: readonly PlantedFault[] = [
  ...APP_FAULTS,
  ...CLOUD_FAULTS,
  ...REGISTRY_FAULTS,
  ...PIPELINE_FAULTS,
];
