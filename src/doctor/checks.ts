import type { Check } from './check';
import { PIPELINE_CHECKS } from './pipelines/pipelineChecks';
import { SECRET_CHECKS } from './secrets/secretChecks';

/** Every precondition of a transfer, from the app outwards: the order of the rows. */
export const CHECKS: readonly Check[] = [...PIPELINE_CHECKS, ...SECRET_CHECKS];
