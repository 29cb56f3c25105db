import type { Check } from '../check';
import { appContainerRights } from './appContainerRights';
import { appRegistryRights } from './appRegistryRights';
import { pipelineRole } from './pipelineRole';

/** What is checked of the rights of the app and of the pipelines' identities. */
export const ACCESS_CHECKS: readonly Check[] = [appRegistryRights, appContainerRights, pipelineRole];
