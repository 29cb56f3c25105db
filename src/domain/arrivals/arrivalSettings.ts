/** How blobs that arrive in the target's container of a route are imported. */
export interface ArrivalSettings {
  /** What their names begin with; empty where any blob of the container is meant. */
  readonly prefix: string;
  /** How long the manifest of a blob is waited for. */
  readonly manifestWaitMinutes: number;
  /**
   * How long the registry's own import run is waited for, where the source trigger of the import pipeline is Enabled. Absent in a route
   * that an earlier version pinned.
   */
  readonly takeOverMinutes?: number;
  /** How long a blob that was just written is left alone. Absent in a route that an earlier version pinned. */
  readonly settleSeconds?: number;
  /** What becomes of a blob that a registry's own trigger would ignore; absent where it is imported as it is. */
  readonly onDefect?: OnDefect;
}

export const ON_DEFECT = ['repair', 'quarantine'] as const;

export type OnDefect = (typeof ON_DEFECT)[number];

export const DEFAULT_ARRIVALS = {
  prefix: '',
  manifestWaitMinutes: 15,
  takeOverMinutes: 20,
  settleSeconds: 60,
} as const satisfies ArrivalSettings;
