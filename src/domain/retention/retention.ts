/** How long what a route made is kept, where nothing forbids to remove it at all. Days may be fractions; 0 is at once. */
export interface Retention {
  /** Days of a finished pipeline run, from its end and from that of its transfer on. */
  readonly runDays: number;
  /** As many of the newest finished runs of the route stay at each registry, however old they are. */
  readonly keepRuns: number;
  /** Whether finished runs that this app did not create are removed as well, of the route's own pipelines. */
  readonly foreignRuns: boolean;
  /** Days of an exported blob, its copy and its manifest, once all of it is verified; absent: for ever. */
  readonly blobDays?: number;
  /** The same for blobs that were exported and whose arrival nobody saw; absent: for ever. */
  readonly exportedBlobDays?: number;
  /** Days of the uncommitted blocks of a copy whose transfer has ended. */
  readonly blockDays: number;
  /** Days of what is kept of a transfer (record, plan, results, report), from its end on. */
  readonly transferDays: number;
  /** Days of the durable history of its orchestrations, from its end on. */
  readonly historyDays: number;
}

/** Where neither a route nor the file's `defaults` says otherwise. */
export const DEFAULT_RETENTION = {
  runDays: 30,
  keepRuns: 20,
  foreignRuns: false,
  blobDays: 7,
  blockDays: 1,
  transferDays: 400,
  historyDays: 30,
} as const;

/** Event Grid delivers an event again for a day: what tells that it was dealt with stays for longer. */
export const FEWEST_DAYS_OF_STATE = 2;

/** Days of histories that no route says anything about: of rebuilds, of cleanups, and of transfers that are not known here. */
export const DAYS_OF_OTHER_HISTORIES = 90;

/** Days of what is kept of a transfer: it tells what its histories are of, and stays as long as they do. */
export function daysOfTransfer({ transferDays, historyDays }: Retention): number {
  return Math.max(transferDays, historyDays);
}

/** A run whose transfer is not known here may be another deployment's: nothing shorter is enough. */
export const ORPHAN_DAYS = 30;

/** The retention of a route. Blobs that a route keeps on purpose are removed only where it says after how many days. */
export function retentionOf({
  keepBlobs,
  retention,
}: {
  readonly keepBlobs: boolean;
  readonly retention?: Partial<Retention>;
}): Retention {
  const { blobDays, ...others } = DEFAULT_RETENTION;
  return { ...others, ...(!keepBlobs && { blobDays }), ...retention };
}
