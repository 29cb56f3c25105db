import type { Batch } from '../domain/plan';
import type { PatienceSettings } from '../domain/patience';
import type { PollingSettings } from '../domain/polling';
import type { WindowSettings } from '../domain/slots/windowSettings';

/** What all batches of a transfer share: every setting that steers them, so that a replay never differs. */
export interface BatchSettings {
  transferId: string;
  route: string;
  polling: PollingSettings;
  patience: PatienceSettings;
  /** Absent in a batch that an earlier version began: its runs need no slots. */
  windows?: WindowSettings;
  /** True where the route has no target: its blobs stay where they were exported. */
  exportOnly?: true;
  /** Present where an earlier orchestration of the transfer may have begun the batch. */
  life?: string;
}

/** The input of the orchestration `batch`. */
export interface BatchInput extends BatchSettings {
  batch: Batch;
  /** True where it tries again a part of another batch, which looks after what this one does not deliver. */
  isPart?: true;
}
