import type { CleanUpFindings } from './cleanUp';
import { ArtifactIncompleteInSourceError, ArtifactNotFoundError } from '../failures/errors';
import { isCausedBy, type Failure } from '../failures/failure';
import type { UnplannedArtifact } from '../plan';
import type { BatchResult } from './batchResult';
import { outcomeOf, type ArtifactReport, type BatchReport, type Caller, type TransferReport } from './report';

/** A transfer that has come to its end, apart from what its batches found. */
export interface EndedTransfer {
  transferId: string;
  route: string;
  startedBy: Caller;
  /** ISO 8601, UTC. */
  startedAt: string;
  finishedAt: string;
  unplanned: UnplannedArtifact[];
  /** What went wrong apart from any batch. */
  failures: Failure[];
  /** Whether it was canceled before it had a plan. */
  canceled?: true;
}

/** What a batch found, and what became of its blobs. */
export interface CleanedBatch {
  result: BatchResult;
  /** Why what it delivered may not be in the ledger. */
  ledgerFailure?: Failure;
  /** Absent where it made no blob, or nobody knows. */
  cleanUp?: CleanUpFindings;
  /** Why nobody knows. */
  cleanUpFailure?: Failure;
}

/** Puts the report of a transfer together from what its batches found; its artifacts are sorted by name. */
export function composeReport(transfer: EndedTransfer, batches: readonly CleanedBatch[]): TransferReport {
  const results = batches.map(({ result }) => result);
  const { transferId, route, startedBy, startedAt, finishedAt, unplanned } = transfer;
  const artifacts = [...unplanned.map(reportUnplanned), ...results.flatMap((result) => result.artifacts)];
  const failures = [...transfer.failures, ...results.flatMap((result) => result.failures)];
  const ledgerFailures = batches.flatMap(unrecorded);
  const cleanUpFailures = batches.flatMap(({ cleanUp, cleanUpFailure }) => cleanUp?.failures ?? cleanUpFailure ?? []);
  const canceled = transfer.canceled ?? results.some(({ report }) => report.outcome === 'canceled');
  return {
    version: 1,
    id: transferId,
    route,
    outcome: canceled ? 'canceled' : outcomeOf(artifacts, failures),
    startedBy,
    startedAt,
    finishedAt,
    artifacts: artifacts.sort((one, other) => (one.artifact < other.artifact ? -1 : 1)),
    batches: batches.map(reportBatch),
    failures,
    ...(ledgerFailures.length > 0 && { ledgerFailures }),
    ...(cleanUpFailures.length > 0 && { cleanUpFailures }),
  };
}

function unrecorded({ result, ledgerFailure }: CleanedBatch): Failure[] {
  const hasDelivered = result.artifacts.some(({ outcome }) => outcome === 'delivered');
  return hasDelivered && ledgerFailure ? [ledgerFailure] : [];
}

function reportBatch({ result: { report }, cleanUp }: CleanedBatch): BatchReport {
  if (!cleanUp) return report;
  const { left } = cleanUp;
  return { ...report, blobsDeleted: left.length === 0, ...(left.length > 0 && { leftBehind: left }) };
}

function reportUnplanned({ artifact, failure }: UnplannedArtifact): ArtifactReport {
  return { artifact, outcome: outcomeOfUnplanned(failure), failure };
}

function outcomeOfUnplanned(failure: Failure): ArtifactReport['outcome'] {
  if (isCausedBy(failure, ArtifactNotFoundError)) return 'missing';
  return isCausedBy(failure, ArtifactIncompleteInSourceError) ? 'incomplete' : 'failed';
}
