import type { Check } from '../check';
import { lastRuns } from './lastRuns';

/** What is checked of the pipeline runs that went before. */
export const RUN_CHECKS: readonly Check[] = [lastRuns];
