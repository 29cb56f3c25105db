/** In the order in which they run, and in which tables list them. */
export const COPIER_NAMES = ['server', 'relay', 'app', 'azcopy', 'rclone', 'bareLoop'] as const;

export type CopierName = (typeof COPIER_NAMES)[number];

/** A copier's name as tables print it. */
export function labelOf(name: CopierName): string {
  return name === 'bareLoop' ? 'bare loop' : name;
}

/** What a copier is to copy: each name from one container to the other. */
export interface CopyJob {
  /** Addresses of containers, without a token. */
  source: string;
  target: string;
  /** SAS of both, without a question mark, for the copiers that cannot use an identity. */
  sourceSas: string;
  targetSas: string;
  names: string[];
  /** Bytes of each blob. */
  size: number;
  /** Name of this run, of its target container and of its route. */
  run: string;
}

/** How one run went. */
export interface CopyRun {
  /** Of the copy alone, without the start-up of a program. */
  seconds: number;
  /** From the start of the copier's process until it can begin. */
  startUpSeconds: number;
  /** Of the copier's process, start-up included; absent where there is no /proc. */
  cpuSeconds?: number;
  peakRssMiB?: number;
}

/** One way to copy. */
export interface Copier {
  name: CopierName;
  copy(job: CopyJob): Promise<CopyRun>;
}
