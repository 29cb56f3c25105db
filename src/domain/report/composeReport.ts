import type { Finding } from '../doctor/finding';
import type { CleanUpFindings, Upkeep } from './cleanUp';
import {
  ArtifactIncompleteInSourceError,
  ArtifactNotFoundError,
  ArtifactUnfitError,
  TagDriftedError,
} from '../failures/errors';
import { isCausedBy, type Failure } from '../failures/failure';
import type { UnplannedArtifact } from '../plan';
import type { BatchResult } from './batchResult';
import {
  hasSucceeded,
  isDone,
  outcomeOf,
  type ArtifactReport,
  type BatchReport,
  type Caller,
  type Totals,
  type TransferOutcome,
  type TransferReport,
} from './report';

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
  /** Whether it was canceled, so that not every batch was begun. */
  canceled?: true;
  /** Artifacts that the ledger has, so that nothing was done. */
  known?: number;
  /** What is to be known of it, apart from any batch, though nothing failed. */
  warnings?: Failure[];
  /** What the doctor found at its beginning. */
  findings?: Finding[];
  /** Of a dry run: how many artifacts it would transfer. */
  wouldTransfer?: number;
}

/** What a batch found, and what became of its blobs. */
export interface CleanedBatch extends Upkeep {
  result: BatchResult;
  /** What became of the blobs of its parts, in their order. */
  parts?: Upkeep[];
}

/** More artifacts, or batches, a report does not list. */
const MOST_ARTIFACTS = 200;
const MOST_BATCHES = 50;

/** What became of every artifact, sorted by name. */
export function reportArtifacts({ unplanned }: EndedTransfer, batches: readonly CleanedBatch[]): ArtifactReport[] {
  const artifacts = [...unplanned.map(reportUnplanned), ...batches.flatMap(({ result }) => result.artifacts)];
  return artifacts.sort((one, other) => (one.artifact < other.artifact ? -1 : 1));
}

/** Puts the report of a transfer together from what its batches found; its artifacts are sorted by name. */
export function composeReport(transfer: EndedTransfer, batches: readonly CleanedBatch[]): TransferReport {
  const results = batches.map(({ result }) => result);
  const { transferId, route, startedBy, startedAt, finishedAt, known = 0 } = transfer;
  const artifacts = reportArtifacts(transfer, batches);
  const failures = unlike([...transfer.failures, ...results.flatMap((result) => result.failures)]);
  const cleanUpFailures = unlike(
    batches
      .flatMap(({ parts = [], ...own }) => [own, ...parts])
      .flatMap(({ cleanUp, cleanUpFailure }) => cleanUp?.failures ?? cleanUpFailure ?? []),
  );
  const listedArtifacts = firstOf(artifacts, MOST_ARTIFACTS, (artifact) => !isDone(artifact));
  const listedBatches = firstOf(batches.map(reportBatch), MOST_BATCHES, ({ outcome }) => !hasSucceeded(outcome));
  const more = {
    artifacts: artifacts.length - listedArtifacts.length,
    batches: batches.length - listedBatches.length,
  };
  const ledgerFailures = unlike(batches.flatMap(unrecorded));
  const warnings = unlike([...(transfer.warnings ?? []), ...results.flatMap((result) => result.warnings ?? [])]);
  return {
    version: 1,
    id: transferId,
    route,
    outcome: outcomeOfTransfer(transfer, batches, artifacts, failures),
    startedBy,
    startedAt,
    finishedAt,
    totals: { artifacts: artifacts.length, batches: batches.length, known, outcomes: countOutcomes(artifacts) },
    artifacts: listedArtifacts,
    batches: listedBatches,
    ...(more.artifacts + more.batches > 0 && { more }),
    failures,
    ...(warnings.length > 0 && { warnings }),
    ...(ledgerFailures.length > 0 && { ledgerFailures }),
    ...(cleanUpFailures.length > 0 && { cleanUpFailures }),
  };
}

function outcomeOfTransfer(
  { wouldTransfer, ...transfer }: EndedTransfer,
  batches: readonly CleanedBatch[],
  artifacts: readonly ArtifactReport[],
  failures: readonly Failure[],
): TransferOutcome {
  const canceled = transfer.canceled ?? batches.some(({ result }) => result.report.outcome === 'canceled');
  if (canceled) return 'canceled';
  // The selection said what may be skipped.
  const outcome = outcomeOf(
    artifacts.filter((artifact) => artifact.outcome !== 'skipped'),
    failures,
  );
  return wouldTransfer !== undefined && wouldTransfer > 0 && failures.length === 0 ? 'planned' : outcome;
}

function countOutcomes(artifacts: readonly ArtifactReport[]): Totals['outcomes'] {
  const counts: Totals['outcomes'] = {};
  for (const { outcome } of artifacts) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

/** All, or the first of those that matter most. */
function firstOf<T>(all: readonly T[], most: number, matters: (one: T) => boolean): T[] {
  return all.length <= most ? [...all] : all.filter(matters).slice(0, most);
}

/** Many batches may fail for the same reason: each is told once. */
function unlike(failures: readonly Failure[]): Failure[] {
  return [...new Map(failures.map((failure) => [JSON.stringify(failure), failure])).values()].slice(0, MOST_FAILURES);
}

const MOST_FAILURES = 50;

function unrecorded({ result, ledgerFailure }: CleanedBatch): Failure[] {
  return result.artifacts.some(isDone) && ledgerFailure ? [ledgerFailure] : [];
}

function reportBatch({ result: { report }, cleanUp, parts = [] }: CleanedBatch): BatchReport {
  const { parts: reports } = report;
  return {
    ...report,
    ...reportCleanUp(cleanUp),
    ...(reports && { parts: reports.map((part, index) => ({ ...part, ...reportCleanUp(parts[index]?.cleanUp) })) }),
  };
}

function reportCleanUp(cleanUp: CleanUpFindings | undefined): Pick<BatchReport, 'blobsDeleted' | 'leftBehind'> {
  if (!cleanUp) return {};
  const { left } = cleanUp;
  return { blobsDeleted: left.length === 0, ...(left.length > 0 && { leftBehind: left }) };
}

function reportUnplanned({ artifact, failure }: UnplannedArtifact): ArtifactReport {
  return { artifact, outcome: outcomeOfUnplanned(failure), failure };
}

function outcomeOfUnplanned(failure: Failure): ArtifactReport['outcome'] {
  if (isCausedBy(failure, ArtifactNotFoundError)) return 'missing';
  if (isCausedBy(failure, ArtifactUnfitError)) return 'skipped';
  if (isCausedBy(failure, TagDriftedError)) return 'drifted';
  return isCausedBy(failure, ArtifactIncompleteInSourceError) ? 'incomplete' : 'failed';
}
