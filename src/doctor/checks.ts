import { ACCESS_CHECKS } from './access/accessChecks';
import type { Check } from './check';
import { PIPELINE_CHECKS } from './pipelines/pipelineChecks';
import { SECRET_CHECKS } from './secrets/secretChecks';
import { STORAGE_CHECKS } from './storage/storageChecks';

/** Every precondition of a transfer, from the app outwards: the order of the rows. */
export const CHECKS: readonly Check[] = [...PIPELINE_CHECKS, ...STORAGE_CHECKS, ...SECRET_CHECKS, ...ACCESS_CHECKS];
