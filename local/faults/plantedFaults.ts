import { ACCESS_FAULTS } from './accessFaults';
import { APP_FAULTS } from './appFaults';
import { ARTIFACT_FAULTS } from './artifactFaults';
import { CLOUD_FAULTS } from './cloudFaults';
import { EVENT_FAULTS } from './eventFaults';
import { PIPELINE_FAULTS } from './pipelineFaults';
import type { PlantedFault } from './plantedFault';
import { REGISTRY_FAULTS } from './registryFaults';
import { RUN_FAULTS } from './runFaults';
import { SECRET_FAULTS } from './secretFaults';
import { STORAGE_FAULTS } from './storageFaults';

/** What can be set up wrongly on the stack: one or more for each check. */
export const PLANTED_FAULTS: readonly PlantedFault[] = [
  ...APP_FAULTS,
  ...CLOUD_FAULTS,
  ...REGISTRY_FAULTS,
  ...PIPELINE_FAULTS,
  ...STORAGE_FAULTS,
  ...SECRET_FAULTS,
  ...ACCESS_FAULTS,
  ...ARTIFACT_FAULTS,
  ...RUN_FAULTS,
  ...EVENT_FAULTS,
];
