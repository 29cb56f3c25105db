import { ACCESS_CHECKS } from './access/accessChecks';
import { APP_CHECKS } from './app/appChecks';
import type { Check } from './check';
import { ARTIFACT_CHECKS } from './artifacts/artifactChecks';
import { CLOUD_CHECKS } from './clouds/cloudChecks';
import { EVENT_CHECKS } from './events/eventChecks';
import { PIPELINE_CHECKS } from './pipelines/pipelineChecks';
import { REGISTRY_CHECKS } from './registry/registryChecks';
import { RUN_CHECKS } from './runs/runChecks';
import { SECRET_CHECKS } from './secrets/secretChecks';
import { STORAGE_CHECKS } from './storage/storageChecks';

/** Every precondition of a transfer, from the app outwards: the order of the rows. */
export const CHECKS: readonly Check[] = [
  ...APP_CHECKS,
  ...CLOUD_CHECKS,
  ...REGISTRY_CHECKS,
  ...PIPELINE_CHECKS,
  ...STORAGE_CHECKS,
  ...SECRET_CHECKS,
  ...ACCESS_CHECKS,
  ...ARTIFACT_CHECKS,
  ...RUN_CHECKS,
  ...EVENT_CHECKS,
];
