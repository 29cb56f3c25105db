import type { Failure } from './failure';

/** How a step, an activity or a lane of a copy ended. */
export type Ending<T> = Done<T> | Failed | Canceled;

export interface Done<T> {
  end: 'done';
  value: T;
}

/** Not done. A failure is a value, because a thrown error loses its class and code on its way. */
export interface Failed {
  end: 'failed';
  failure: Failure;
  /** True where the same call may succeed later: only single calls of activities end so. */
  transient?: true;
  /** True where the same call may succeed within minutes, as after a role assignment. */
  mayPassSoon?: true;
  /** How long the service asked to be left alone before that. */
  retryAfterSeconds?: number;
  /** When such a call failed; ISO 8601, UTC. The host may have been down since. Earlier versions did not say it. */
  triedAt?: string;
  /** True when a call was not answered, or a defect of the app cut it off: the service may have done it all the same. */
  uncertain?: true;
}

/** Ended because a caller asked to cancel it. */
export interface Canceled {
  end: 'canceled';
  /** True when a call was never answered before that: the service may have done what was asked. */
  uncertain?: true;
}

export const CANCELED: Canceled = { end: 'canceled' };

export function done<T>(value: T): Done<T> {
  return { end: 'done', value };
}

export function failed(failure: Failure): Failed {
  return { end: 'failed', failure };
}
