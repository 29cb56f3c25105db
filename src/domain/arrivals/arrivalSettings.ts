/** How blobs that arrive in the target's container of a route are imported. */
export interface ArrivalSettings {
  /** What their names begin with; empty where any blob of the container is meant. */
  readonly prefix: string;
  /** How long the manifest of a blob is waited for. */
  readonly manifestWaitMinutes: number;
  /** What becomes of a blob that a registry's own trigger would ignore; absent where it is imported as it is. */
  readonly onDefect?: OnDefect;
}

export const ON_DEFECT = ['repair', 'quarantine'] as const;

export type OnDefect = (typeof ON_DEFECT)[number];

export const DEFAULT_ARRIVALS: ArrivalSettings = { prefix: '', manifestWaitMinutes: 15 };
