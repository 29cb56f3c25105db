import type { PlantedFault } from './plantedFault';

/** What can be wrong with the two pipelines. */
export const PIPELINE_FAULTS: readonly PlantedFault[] = [];
