import type { TransferRecord, TransferSummary } from '../transferRecord';

/** A line of the index, as a cleanup sees it. */
export interface IndexLine extends Pick<TransferSummary, 'id' | 'route' | 'createdAt'> {
  /** Where its removal was begun. */
  isLeaving?: true;
}

/** A transfer whose record is gone for good, and of which something else may be left. */
export interface BuriedTransfer extends Pick<TransferRecord, 'id' | 'createdAt'> {
  /** Which burial it is. */
  version: string;
  /** When it was, by the clock of the store. */
  at: Date;
}

/**
 * Removes all that the app keeps of a transfer: hide → bury → clear → free, then its line. Each may be called again, and the next one
 * may never be: what has begun is told by `lines` until its line is gone.
 */
export interface TransferRemovals {
  /** Lines of transfers that were created before that time, or whose removal was begun, newest first. @param createdBefore  milliseconds since 1970 */
  lines(
    createdBefore: number,
    page: { limit: number; cursor?: string },
  ): Promise<{ lines: IndexLine[]; cursor?: string }>;
  /** Takes a line out of the list of transfers. */
  hide(line: IndexLine): Promise<void>;
  /**
   * Takes the record of that line away; as long as it is buried, there is no such transfer, and nobody can claim its id.
   *
   * @returns undefined where there is neither that record nor its grave
   */
  bury(line: IndexLine): Promise<BuriedTransfer | undefined>;
  /**
   * Removes all else, but nothing that was written after the burial.
   *
   * @param isOver  whether to leave the rest to the next call
   * @returns whether `all` is gone, only `some` as the time was over, or there is something `newer`
   */
  clear(buried: BuriedTransfer, isOver: () => boolean): Promise<'all' | 'some' | 'newer'>;
  /** Ends a burial: the id can be claimed again. */
  free(buried: BuriedTransfer): Promise<void>;
}
