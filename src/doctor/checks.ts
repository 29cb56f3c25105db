import type { Check } from './check';
import { ARTIFACT_CHECKS } from './artifacts/artifactChecks';
import { PIPELINE_CHECKS } from './pipelines/pipelineChecks';
import { RUN_CHECKS } from './runs/runChecks';

/** Every precondition of a transfer, from the app outwards: the order of the rows. */
export const CHECKS: readonly Check[] = [...PIPELINE_CHECKS, ...ARTIFACT_CHECKS, ...RUN_CHECKS];
