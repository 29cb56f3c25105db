import type { Check } from '../check';
import { pipelineProvisioned } from './pipelineProvisioned';

/** What is checked of the export pipeline and the import pipeline. */
export const PIPELINE_CHECKS: readonly Check[] = [pipelineProvisioned];
