import type { Check } from '../check';
import { eventSubscription } from './eventSubscription';

/** What is checked of events. */
export const EVENT_CHECKS: readonly Check[] = [eventSubscription];
