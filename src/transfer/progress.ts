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
}
