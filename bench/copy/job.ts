/** What a contestant is to copy: each name from one container to the other. */
export interface CopyJob {
  /** Addresses of containers, without a token. */
  source: string;
  target: string;
  /** SAS of both, without a question mark: for the contestants that take nothing else. */
  sourceSas: string;
  targetSas: string;
  names: string[];
  /** Bytes of each blob. */
  size: number;
  /** Of this run: names what it leaves behind. */
  run: string;
}

/** How one run went. */
export interface CopyRun {
  /** Of the copy: a program's start-up is not in it. */
  seconds: number;
  /** From the start of the contestant's process to its readiness. */
  startUpSeconds: number;
  /** Of the contestant's process, its start-up included; absent where it cannot be read. */
  cpuSeconds?: number;
  peakRssMiB?: number;
}

/** One way to copy. */
export interface Contestant {
  name: string;
  copy(job: CopyJob): Promise<CopyRun>;
}
