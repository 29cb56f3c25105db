import type { Check } from '../check';
import { artifactsFit } from './artifactsFit';
import { selectionTakes } from './selectionTakes';

/** What is checked of the artifacts in the source registry. */
export const ARTIFACT_CHECKS: readonly Check[] = [selectionTakes, artifactsFit];
