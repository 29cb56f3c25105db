import type { Caller } from '../report/report';

/** Who did it, when and why. */
export interface PauseWord {
  /** ISO 8601, UTC. */
  at: string;
  by: Caller;
  reason?: string;
}
