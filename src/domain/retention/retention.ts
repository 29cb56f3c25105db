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
}

/** Where neither a route nor the file's `defaults` says otherwise. */
export const DEFAULT_RETENTION = {
  runDays: 30,
  keepRuns: 20,
  foreignRuns: false,
  blobDays: 7,
  blockDays: 1,
} as const;

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
