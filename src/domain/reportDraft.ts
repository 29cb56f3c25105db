import { NotVerifiedError, TransferCanceledError } from './failures/errors';
import type { Failure } from './failures/failure';
import type { Batch, Plan } from './plan';
import { outcomeOf, type ArtifactReport, type Caller, type TransferReport } from './report';

/** A report that is being written while its transfer runs. */
export interface ReportDraft extends Omit<TransferReport, 'outcome' | 'finishedAt'> {
  /** What is known of each artifact, by its name; the last word wins. */
  known: Map<string, ArtifactReport>;
  canceled: boolean;
}

/** Begins a report: nothing is known of any artifact. */
export function beginReport(transfer: {
  transferId: string;
  route: string;
  artifacts: string[];
  startedBy: Caller;
  startedAt: string;
}): ReportDraft {
  const { transferId, route, startedBy, startedAt } = transfer;
  return {
    id: transferId,
    route,
    startedBy,
    startedAt,
    artifacts: [],
    failures: [],
    known: new Map(),
    canceled: false,
  };
}

/** Notes what the plan leaves out, and the digest of what it takes along. */
export function notePlan(draft: ReportDraft, { batch, unplanned }: Plan): void {
  for (const { artifact, failure } of unplanned) {
    const outcome = failure.code === 'artifact_not_found' ? 'missing' : 'failed';
    draft.known.set(artifact, { artifact, outcome, failure });
  }
  for (const { artifact, digest } of batch?.artifacts ?? []) {
    draft.known.set(artifact, { artifact, outcome: 'failed', sourceDigest: digest });
  }
}

/** Notes that a whole batch came to its end for one reason. */
export function noteFailure(draft: ReportDraft, artifacts: readonly string[], failure: Failure): void {
  draft.failures.push(failure);
  for (const artifact of artifacts) setFailure(draft, artifact, failure);
}

/** Notes that the transfer was canceled before its artifacts were verified. */
export function noteCanceled(draft: ReportDraft, batch: Batch): void {
  draft.canceled = true;
  for (const { artifact } of batch.artifacts) {
    setFailure(draft, artifact, new TransferCanceledError(artifact).toFailure());
  }
}

/**
 * Notes what verification found. Where the import run itself failed, that is why an artifact is not there.
 */
export function noteVerified(draft: ReportDraft, verified: readonly ArtifactReport[], importFailure?: Failure): void {
  if (importFailure) draft.failures.push(importFailure);
  for (const found of verified) {
    const blamed = importFailure && found.outcome === 'missing';
    draft.known.set(found.artifact, blamed ? { ...found, outcome: 'failed', failure: importFailure } : found);
  }
}

/** Notes that the target registry could not be asked. */
export function noteNotVerified(draft: ReportDraft, batch: Batch, failure: Failure): void {
  draft.failures.push(failure);
  for (const { artifact } of batch.artifacts) {
    setFailure(draft, artifact, new NotVerifiedError(artifact, failure.message).toFailure());
  }
}

/** Ends a report, its artifacts sorted by name. */
export function completeReport(draft: ReportDraft, finishedAt: Date): TransferReport {
  const { known, canceled, ...report } = draft;
  const artifacts = [...known.values()].sort((one, other) => (one.artifact < other.artifact ? -1 : 1));
  return {
    ...report,
    artifacts,
    outcome: canceled ? 'canceled' : outcomeOf(artifacts, report.failures),
    finishedAt: finishedAt.toISOString(),
  };
}

function setFailure(draft: ReportDraft, artifact: string, failure: Failure): void {
  draft.known.set(artifact, { ...draft.known.get(artifact), artifact, outcome: 'failed', failure });
}
