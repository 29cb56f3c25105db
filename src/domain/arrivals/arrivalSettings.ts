/** How blobs that arrive in the target's container of a route are imported. */
export interface ArrivalSettings {
  /** What their names begin with; empty where any blob of the container is meant. */
  readonly prefix: string;
  /** How long the manifest of a blob is waited for. */
  readonly manifestWaitMinutes: number;
}

export const DEFAULT_ARRIVALS: ArrivalSettings = { prefix: '', manifestWaitMinutes: 15 };
