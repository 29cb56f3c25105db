import type { ExportedBlob } from '../copy/exportedBlob';
import {
  ArtifactNotDeliveredError,
  ExportUnconfirmedError,
  NotAttemptedError,
  NotVerifiedError,
  TransferCanceledError,
} from '../failures/errors';
import type { Canceled, Failed } from '../failures/ending';
import type { FailureCode } from '../failures/codes';
import { inShort, type Failure } from '../failures/failure';
import type { Batch, PlannedArtifact } from '../plan';
import { runCauseOf } from '../runCause';
import { isDone, outcomeOf, reportPlanned, type ArtifactReport, type BatchReport } from './report';

/** What the steps of a batch found, however the batch ended. */
export type BatchFindings = Pick<BatchReport, 'exportRun' | 'blob' | 'copy' | 'importRun' | 'toCarry'> & {
  /** The exported blob, where it was found fit for import. */
  exported?: ExportedBlob;
  /** ISO 8601, UTC, with milliseconds: after the import had ended, and before anything was verified. */
  importedAt?: string;
  /** The same, on a route without a target: after the export had ended, and before the source was looked at again. */
  exportedAt?: string;
  /** What is to be known of what it did, though nothing failed. */
  warnings?: Failure[];
};

/** All that is known of a batch at its end. The batch itself stores it, so that the transfer's history does not carry it. */
export interface BatchResult {
  report: BatchReport;
  artifacts: ArtifactReport[];
  failures: Failure[];
  exported?: ExportedBlob;
  /** As in BatchFindings. Results that earlier versions of the app stored have none. */
  importedAt?: string;
  exportedAt?: string;
  warnings?: Failure[];
}

/**
 * A batch whose artifacts were looked up in the target, or in the source again where there is none. Where the import run failed, that is why an artifact is not there. A
 * run that failed for the service's own trouble would only be tried again: where all of it is there, nothing is left to try.
 */
export function verifiedBatch(
  batch: Batch,
  found: BatchFindings,
  verified: readonly ArtifactReport[],
  runFailure?: Failure,
): BatchResult {
  const artifacts = verified.map((artifact): ArtifactReport => {
    if (artifact.outcome !== 'missing') return artifact;
    if (runFailure) return { ...artifact, outcome: 'failed', failure: forEachOf(batch, runFailure) };
    if (found.importRun?.outcome !== 'unknown') return artifact;
    const { resourceId } = found.importRun;
    return {
      ...artifact,
      failure: new ArtifactNotDeliveredError(artifact.artifact, { unclear: resourceId }).toFailure(),
    };
  });
  const isAllThere = artifacts.every(isDone);
  const isPast = isAllThere && runFailure !== undefined && isOfService(runFailure, batch);
  return resultOf(batch, found, artifacts, runFailure && !isPast ? [runFailure] : []);
}

function isOfService({ message }: Failure, { artifacts }: Batch): boolean {
  const names = artifacts.map(({ artifact }) => artifact);
  return runCauseOf(message, names).kind === 'service';
}

/** A batch that a failing step or a cancel ended before its artifacts were looked up. */
export function endedBatch(batch: Batch, found: BatchFindings, ending: Failed | Canceled): BatchResult {
  if (ending.end === 'failed') {
    const { failure } = ending;
    return resultOf(
      batch,
      found,
      notDelivered(batch, () => forEachOf(batch, failure)),
      [failure],
    );
  }
  const artifacts = notDelivered(batch, ({ artifact }) => new TransferCanceledError(artifact).toFailure());
  const { report, ...rest } = resultOf(batch, found, artifacts, []);
  return { report: { ...report, outcome: 'canceled' }, ...rest };
}

/**
 * A batch of which parts were tried again, as batches of their own: what they found of an artifact counts.
 *
 * @param parts  in the order of the tries; those that stored no result are left out
 */
export function withParts(result: BatchResult, parts: readonly BatchResult[]): BatchResult {
  if (parts.length === 0) return result;
  const latest = new Map(parts.flatMap((part) => part.artifacts).map((artifact) => [artifact.artifact, artifact]));
  const artifacts = result.artifacts.map((artifact) => latest.get(artifact.artifact) ?? artifact);
  const failures = [result, ...parts]
    .flatMap((part) => part.failures)
    .filter((failure) => isBlamed(failure, artifacts));
  const warnings = [result, ...parts].flatMap((part) => part.warnings ?? []);
  const wasCanceled = parts.some(({ report }) => report.outcome === 'canceled');
  const outcome = wasCanceled ? 'canceled' : outcomeOf(artifacts, failures);
  return {
    ...result,
    report: { ...result.report, outcome, parts: parts.map(({ report }) => report) },
    artifacts,
    failures,
    ...(warnings.length > 0 && { warnings }),
  };
}

/** Whether a run that failed is why an artifact was not delivered in the end; other failures stay. */
function isBlamed({ code, resourceId }: Failure, artifacts: readonly ArtifactReport[]): boolean {
  if (!isFailedRun(code)) return true;
  return artifacts.some(({ failure }) => failure?.code === code && failure.resourceId === resourceId);
}

function isFailedRun(code: FailureCode): boolean {
  return code === 'export_run_failed' || code === 'import_run_failed';
}

/** A batch that was not begun. @param why  undefined where the transfer was canceled */
export function unattemptedBatch(batch: Batch, why: Failure | undefined): BatchResult {
  const artifacts = notDelivered(batch, ({ artifact }) =>
    (why ? new NotAttemptedError(artifact, inShort(why).message) : new TransferCanceledError(artifact)).toFailure(),
  ).map((artifact): ArtifactReport => ({ ...artifact, outcome: 'notAttempted' }));
  return resultOf(batch, {}, artifacts, []);
}

/**
 * A batch that was imported, but the target registry could not be asked any more: only what arrived until then is known. Without a
 * target, one that was exported, and the source registry.
 */
export function unverifiedBatch(
  batch: Batch,
  found: BatchFindings,
  verified: readonly ArtifactReport[],
  failures: [whyNotAsked: Failure, ...others: Failure[]],
): BatchResult {
  const delivered = new Map(verified.filter(isDone).map((each) => [each.artifact, each]));
  const why = inShort(failures[0]).message;
  const Unknown = found.exportedAt === undefined ? NotVerifiedError : ExportUnconfirmedError;
  const others = notDelivered(batch, ({ artifact }) => new Unknown(artifact, why).toFailure());
  const artifacts = others.map((other) => delivered.get(other.artifact) ?? other);
  return resultOf(batch, found, artifacts, failures);
}

/** Causes that lie in roles, secrets, pipelines and the like. */
const CONFIGURATION: readonly FailureCode[] = [
  'access_denied',
  'copy_source_refused',
  'resource_not_found',
  'sas_malformed',
  'secret_unavailable',
  'transfer_record_gone',
];

/**
 * Why no other batch of the transfer could do better; undefined where one might. A run that is gone is no pipeline that is; one
 * that failed, though all that it was asked for is delivered, stands in nobody's way.
 */
export function stopsTransfer({ report, artifacts, failures }: BatchResult): Failure | undefined {
  if (artifacts.every(isDone)) return undefined;
  const wasRun = report.importRun !== undefined || (report.exportRun !== undefined && report.copy === undefined);
  return failures.find(({ code, message }) =>
    isFailedRun(code)
      ? runCauseOf(message, report.artifacts).kind === 'configuration'
      : CONFIGURATION.includes(code) && !(code === 'resource_not_found' && wasRun),
  );
}

function resultOf(batch: Batch, found: BatchFindings, artifacts: ArtifactReport[], failures: Failure[]): BatchResult {
  const { exported, importedAt, exportedAt, warnings, ...steps } = found;
  const names = batch.artifacts.map(({ artifact }) => artifact);
  return {
    report: { batch: batch.name, outcome: outcomeOf(artifacts, failures), artifacts: names, ...steps },
    artifacts,
    failures,
    ...(exported && { exported }),
    ...(importedAt !== undefined && { importedAt }),
    ...(exportedAt !== undefined && { exportedAt }),
    ...(warnings && warnings.length > 0 && { warnings }),
  };
}

/** One that stands alone keeps all the words that the service has for it. */
function forEachOf({ artifacts }: Batch, failure: Failure): Failure {
  return artifacts.length === 1 ? failure : inShort(failure);
}

function notDelivered(batch: Batch, failureOf: (planned: PlannedArtifact) => Failure): ArtifactReport[] {
  return batch.artifacts.map((planned) => ({
    ...reportPlanned(planned),
    outcome: 'failed',
    failure: failureOf(planned),
  }));
}
