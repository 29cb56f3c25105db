import type { Batch } from '../domain/plan';
import type { PatienceSettings } from '../domain/patience';
import type { PollingSettings } from '../domain/polling';
import type { WindowSettings } from '../domain/slots/windowSettings';

/** The input of the orchestration `batch`. It holds every setting that steers it, so that a replay never differs. */
export interface BatchInput {
  transferId: string;
  route: string;
  batch: Batch;
  polling: PollingSettings;
  patience: PatienceSettings;
  /** Absent in a batch that an earlier version began: its runs need no slots. */
  windows?: WindowSettings;
  /** Present where an earlier orchestration of the transfer may have begun the batch. */
  life?: string;
}
