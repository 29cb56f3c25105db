import type { EventGridEvent } from './event';

/** One event on its way to one subscription. */
export interface Delivery {
  id: string;
  /** By name. */
  subscription: string;
  event: EventGridEvent;
  state: 'waiting' | 'delivered' | 'deadLettered' | 'dropped';
  attempts: number;
  /** When the event happened and when it is tried next; milliseconds since 1970. */
  publishedAt: number;
  dueAt: number;
  lastAttemptAt?: number;
  /** What came of the last attempt, in words. */
  lastOutcome?: string;
}

/** An event that was given up, as Event Grid writes it down. */
export interface DeadLetter extends EventGridEvent {
  subscription: string;
  deadLetterReason: string;
  deliveryAttempts: number;
  lastDeliveryOutcome: string;
  publishTime: string;
  lastDeliveryAttemptTime: string | null;
}
