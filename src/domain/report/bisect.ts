import { createBatch, type Batch, type PlannedArtifact } from '../plan';
import { runCauseOf } from '../runCause';
import type { BatchResult } from './batchResult';

/** Runs of one kind that a batch and its parts may take together. One bad artifact of fifty is found with 13, any five with 45. */
export const RUNS_PER_BATCH = 48;

/** How often the same artifacts are tried where the service says that it is at fault. */
const MOST_ATTEMPTS = 3;

const RUN_FAILURES: readonly string[] = ['export_run_failed', 'import_run_failed'];
/** Outcomes of an artifact that another run may change. */
const OF_A_RUN: readonly string[] = [...RUN_FAILURES, 'artifact_not_delivered'];

/**
 * What is tried again of a batch, as batches of their own: what did not arrive, without what did; where nothing did, each
 * half alone, until a bad artifact stands alone. Where the service itself was at fault, all of it once more.
 *
 * @returns none where another run could not do better
 */
export function partsToTryAgain(batch: Batch, { report, artifacts, failures }: BatchResult): Batch[] {
  if (report.outcome === 'canceled' || failures.some(({ code }) => !RUN_FAILURES.includes(code))) return [];
  // A run that failed may not have come as far as to move a tag that was there before.
  const ofARun = failures.length > 0 ? [...OF_A_RUN, 'digest_mismatch'] : OF_A_RUN;
  const left = new Set(
    artifacts.filter(({ failure }) => failure && ofARun.includes(failure.code)).map(({ artifact }) => artifact),
  );
  const open = batch.artifacts.filter(({ artifact }) => left.has(artifact));
  const causes = new Set(failures.map(({ message }) => runCauseOf(message, report.artifacts).kind));
  if (open.length === 0 || causes.has('configuration')) return [];
  if (causes.has('service')) {
    const attempt = (batch.attempt ?? 1) + 1;
    return attempt > MOST_ATTEMPTS ? [] : [createBatch(open, attempt)];
  }
  if (open.length < batch.artifacts.length) return [createBatch(open)];
  return open.length === 1 ? [] : halvesOf(open).map((half) => createBatch(half));
}

function halvesOf(artifacts: readonly PlannedArtifact[]): PlannedArtifact[][] {
  const middle = Math.ceil(artifacts.length / 2);
  return [artifacts.slice(0, middle), artifacts.slice(middle)];
}
