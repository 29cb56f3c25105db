import type { Failure } from './failure';

/** How a step, an activity or a lane of a copy ended. */
export type Ending<T> = Done<T> | Failed | Canceled;

export interface Done<T> {
  end: 'done';
  value: T;
}

/** Ended for good. A failure is a value: an error that is thrown across durable state loses its class and code. */
export interface Failed {
  end: 'failed';
  failure: Failure;
  /** True when the tries ran out: the service may have done what it never answered. */
  uncertain?: true;
}

/** Ended because a caller asked to cancel it. */
export interface Canceled {
  end: 'canceled';
}

export const CANCELED: Canceled = { end: 'canceled' };

export function done<T>(value: T): Done<T> {
  return { end: 'done', value };
}

export function failed(failure: Failure): Failed {
  return { end: 'failed', failure };
}
