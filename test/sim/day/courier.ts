/** Blobs that somebody puts into the container of an import-only route. */
export interface Courier {
  manifestWaitMinutes: number;
  /** Of the route. */
  whenBusy?: 'queue' | 'refuse';
  keepBlobs: boolean;
  blobs: CarriedBlob[];
}

export interface CarriedBlob {
  name: string;
  /** `repository:tag`. */
  artifacts: string[];
  atSecond: number;
  /** When its manifest comes; below zero: before the blob. */
  manifestAfterSeconds: number;
  /** How long its event takes, and that of whatever takes its place. */
  eventAfterSeconds: number;
}

/** What is amiss with a manifest: another length or checksum, no JSON, or other digests than the blob holds. */
export const MISTAKES = ['length', 'contentMd5', 'text', 'digests'] as const;

export type Mistake = (typeof MISTAKES)[number];

/** What goes wrong with what arrives; `blob` is its place in the courier's list. */
export type CourierFault =
  | { kind: 'eventLost'; blob: number }
  /** The event is delivered once more, so long after the blob was put there. */
  | { kind: 'eventAgain'; blob: number; seconds: number }
  | { kind: 'manifestLost'; blob: number }
  | { kind: 'manifestLate'; blob: number; seconds: number }
  /** Mended after so long, where that is given. */
  | { kind: 'manifestWrong'; blob: number; mistake: Mistake; mendedAfterSeconds?: number }
  /** Something else takes its place. */
  | { kind: 'carriedReplaced'; blob: number; afterSeconds: number; hasManifest: boolean }
  | { kind: 'carriedLost'; blob: number; afterSeconds: number }
  | { kind: 'carriedUnfit'; blob: number; lacks: 'contentMd5' | 'category' }
  /** Somebody sets its metadata: the content is the same, the ETag is not. */
  | { kind: 'carriedMended'; blob: number; afterSeconds: number }
  /** Somebody terminates the orchestration of its import. */
  | { kind: 'importTerminated'; blob: number; atSecond: number };

/** What names of blobs begin with that are imported. */
export const PREFIX = 'in/';
