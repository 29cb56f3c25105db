import { ARTIFACT_FAULTS } from './artifactFaults';
import { PIPELINE_FAULTS } from './pipelineFaults';
import type { PlantedFault } from './plantedFault';
import { RUN_FAULTS } from './runFaults';

/** What can be set up wrongly on the stack: one or more for each check. */
export const PLANTED_FAULTS: readonly PlantedFault[] = [...PIPELINE_FAULTS, ...ARTIFACT_FAULTS, ...RUN_FAULTS];
