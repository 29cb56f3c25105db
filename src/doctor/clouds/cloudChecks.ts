import type { Check } from '../check';
import { apiVersion } from './apiVersion';
import { clockSkew } from './clockSkew';
import { cloudEndpoints } from './cloudEndpoints';

/** What is checked of the clouds of the two ends. */
export const CLOUD_CHECKS: readonly Check[] = [cloudEndpoints, clockSkew, apiVersion];
