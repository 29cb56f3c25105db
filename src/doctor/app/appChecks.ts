import type { Check } from '../check';
import { pauses } from './pauses';
import { routesFile } from './routesFile';
import { stateContainer } from './stateContainer';
import { stateSchema } from './stateSchema';

/** What is checked of the app itself. */
export const APP_CHECKS: readonly Check[] = [stateContainer, stateSchema, routesFile, pauses];
