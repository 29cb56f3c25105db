/** The steps of a transfer, in order. */
export const PHASES = ['planning', 'exporting', 'copying', 'importing', 'verifying', 'reporting'] as const;

export type Phase = (typeof PHASES)[number];

/** The custom status of a transfer's orchestration. */
export interface Progress {
  phase: Phase;
  /** Of this phase, 0 to 100. */
  percentage: number;
  /** Bytes of the blob copied so far; present once its size is known. */
  bytes?: number;
  totalBytes?: number;
  /** Ids of the orchestrations that copy; the custom status of each is a LaneProgress. */
  lanes?: string[];
}

/** The custom status of one lane of a copy. */
export interface LaneProgress {
  bytes: number;
}

/** Where a transfer is, with the bytes that the lanes of its copy have behind them. */
export function withLanes(progress: Progress, lanes: readonly (LaneProgress | undefined)[]): Progress {
  const { lanes: _ids, ...shown } = progress;
  const { totalBytes } = progress;
  const bytes = lanes.reduce((sum, lane) => sum + (lane?.bytes ?? 0), 0);
  if (bytes === 0 || !totalBytes) return shown;
  return { ...shown, bytes, percentage: Math.floor((bytes / totalBytes) * 100) };
}
