import type { PollingSettings } from '../domain/polling';
import type { Caller } from '../domain/report';

/** The input of the orchestration `transfer`. It holds every setting that steers it, so that a replay never differs. */
export interface TransferInput {
  transferId: string;
  route: string;
  /** `repository:tag` or `repository@digest`, 1 to 50. */
  artifacts: string[];
  startedBy: Caller;
  /** ISO 8601, UTC. */
  startedAt: string;
  polling: PollingSettings;
}
