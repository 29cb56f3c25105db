import type { ArrivedBlob } from './arrivals/arrivedBlob';
import type { ArtifactReference } from './artifact';
import type { Push } from './pushes/push';
import type { Selection } from './selection/selection';
import { TRANSFER_OUTCOMES, type Caller } from './report/report';
import type { Route } from './route';

/** What was asked for: written once, before anything is started, and never changed. */
export interface TransferRecord {
  id: string;
  /** Name of the route. */
  route: string;
  /** The route as it was at the start: later edits of the routes file do not move the ends of a running transfer. */
  pinnedRoute: Route;
  /** Without repetitions, in the caller's order; none where a selection was asked for. */
  artifacts: ArtifactReference[];
  /** What was selected instead, by the request or by the route at the start. */
  select?: Selection;
  /** Of what is selected, only this is taken, and what newly refers to what was delivered: somebody pushed it. */
  pushed?: Push[];
  /** True to transfer what the ledger has, too. */
  everything?: true;
  /** True to end with the plan. */
  dryRun?: true;
  /** The transfer whose undelivered artifacts this one takes up. */
  retryOf?: string;
  /** The blob that it imports, of a transfer that neither exports nor copies; `artifacts` are then none. */
  arrival?: ArrivedBlob;
  startedBy: Caller;
  /** ISO 8601, UTC, with milliseconds. */
  createdAt: string;
  /** Of the app that started it; absent in records of before 0.2.0. */
  appVersion?: string;
}

/** Whether what a transfer takes is told by its plan, and not by names. */
export function isSelected({ artifacts }: Pick<TransferRecord, 'artifacts'>): boolean {
  return artifacts.length === 0;
}

/** `accepted` until its orchestration has begun, `running` until its report is written, then the report's outcome. */
export const TRANSFER_STATES = ['accepted', 'running', ...TRANSFER_OUTCOMES] as const;

export type TransferState = (typeof TRANSFER_STATES)[number];

/** One line of the index. */
export interface TransferSummary {
  id: string;
  route: string;
  state: TransferState;
  createdAt: string;
}
