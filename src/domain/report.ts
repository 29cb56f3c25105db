import type { CopyStrategyName } from './copy/copyPlan';
import type { Failure } from './failures/failure';

/** `delivered`: the target registry has the planned digest. `drifted`: the tag moved between plan and export. */
export type ArtifactOutcome = 'delivered' | 'missing' | 'drifted' | 'failed';

export interface ArtifactReport {
  /** `repository:tag` or `repository@digest`. */
  artifact: string;
  outcome: ArtifactOutcome;
  /** As planned, from the source registry. */
  sourceDigest?: string;
  /** As read from the target registry after the import. */
  targetDigest?: string;
  /** Why it was not delivered. */
  failure?: Failure;
}

/** `unconfirmed`: the import ended, but the target registry could not be asked. */
export type TransferOutcome = 'succeeded' | 'partial' | 'failed' | 'unconfirmed' | 'nothingToDo' | 'canceled';

/** Who started a transfer. */
export interface Caller {
  kind: 'principal' | 'functionKey' | 'trigger';
  /** The signed-in principal's name, `function key`, or the trigger's name. */
  name: string;
  /** The signed-in principal's object id. */
  id?: string;
}

export interface RunReport {
  /** Full Azure resource id. */
  resourceId: string;
  /** How it ended, as far as the app saw: a run itself cannot be stopped, and goes on after `overdue` or `leftRunning` (the transfer was canceled). */
  outcome: 'succeeded' | 'failed' | 'overdue' | 'leftRunning' | 'unknown';
}

export interface CopyReport {
  strategy: CopyStrategyName;
  /** Why it was not the server strategy, where the choice was automatic. */
  fallbackReason?: Failure;
  /** Bytes. */
  size: number;
  blocks: number;
  /** Base64. */
  contentMd5: string;
  /** Whether the blob is in the target container, whole. */
  committed: boolean;
}

/** The outcome of a transfer: what became of every artifact, and where everything was. */
export interface TransferReport {
  id: string;
  route: string;
  outcome: TransferOutcome;
  startedBy: Caller;
  /** ISO 8601, UTC. */
  startedAt: string;
  finishedAt: string;
  artifacts: ArtifactReport[];
  exportRun?: RunReport;
  importRun?: RunReport;
  /** The exported blob's name, the same in both containers. */
  blob?: string;
  copy?: CopyReport;
  blobsDeleted?: boolean;
  /** What went wrong with the transfer as a whole, apart from single artifacts. */
  failures: Failure[];
  /** What could not be cleaned up; the artifacts are not concerned. */
  cleanUpFailures?: Failure[];
}

/** The outcome of a transfer as a whole. It never says succeeded while an artifact or a step did not. */
export function outcomeOf(artifacts: readonly ArtifactReport[], failures: readonly Failure[]): TransferOutcome {
  if (artifacts.length === 0 && failures.length === 0) return 'nothingToDo';
  const delivered = artifacts.filter(({ outcome }) => outcome === 'delivered').length;
  if (delivered === artifacts.length && failures.length === 0) return 'succeeded';
  if (artifacts.some(({ failure }) => failure?.code === 'not_verified')) return 'unconfirmed';
  return delivered > 0 ? 'partial' : 'failed';
}
