import type { Caller, TransferOutcome } from './report';

/** What was asked for: written once, before anything is started, and never changed. */
export interface TransferRecord {
  id: string;
  route: string;
  /** `repository:tag` or `repository@digest`, without repetitions, in the caller's order. */
  artifacts: string[];
  startedBy: Caller;
  /** ISO 8601, UTC, with milliseconds. */
  createdAt: string;
}

/** `accepted` until its orchestration has begun, `running` until its report is written, then the report's outcome. */
export type TransferState = 'accepted' | 'running' | TransferOutcome;

export const TRANSFER_STATES: readonly TransferState[] = [
  'accepted',
  'running',
  'succeeded',
  'partial',
  'failed',
  'unconfirmed',
  'nothingToDo',
  'canceled',
];

/** One line of the index. */
export interface TransferSummary {
  id: string;
  route: string;
  state: TransferState;
  createdAt: string;
}
