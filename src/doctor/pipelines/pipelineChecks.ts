import type { Check } from '../check';
import { pipelineAsDescribed } from './pipelineAsDescribed';
import { pipelineContainer } from './pipelineContainer';
import { pipelineDeletesBlobs } from './pipelineDeletesBlobs';
import { pipelineIdentity } from './pipelineIdentity';
import { pipelineOptions } from './pipelineOptions';
import { pipelineProvisioned } from './pipelineProvisioned';
import { sourceTrigger } from './sourceTrigger';

/** What is checked of the export pipeline and the import pipeline. */
export const PIPELINE_CHECKS: readonly Check[] = [
  pipelineProvisioned,
  pipelineContainer,
  pipelineAsDescribed,
  pipelineIdentity,
  pipelineDeletesBlobs,
  pipelineOptions,
  sourceTrigger,
];
