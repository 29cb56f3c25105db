/** Cleanups of a day: the daily one, and those that somebody asks for. All that may go, goes at once. */
export interface Cleaner {
  /** Of every route: blobs that are kept on purpose go, too. */
  removesKept: boolean;
  keepRuns: number;
  /** When somebody asks for another one. */
  atSeconds: number[];
  /** Somebody asks for one more while the app is drained. */
  whenDrained?: true;
}
