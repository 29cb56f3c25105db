import type { Failure } from '../failures/failure';
import { createBatch, type Batch, type PlannedArtifact } from '../plan';
import type { BatchResult } from './batchResult';

/** Runs of one kind that a batch and its parts may take together. One bad artifact of fifty is found with 13, any five with 45. */
export const RUNS_PER_BATCH = 48;

/** How often the same artifacts are tried where the service says that it is at fault. */
const MOST_ATTEMPTS = 3;

const RUN_FAILURES: readonly string[] = ['export_run_failed', 'import_run_failed'];
/** Outcomes of an artifact that another run may change. */
const OF_A_RUN: readonly string[] = [...RUN_FAILURES, 'artifact_not_delivered'];

/** What a run says of the service, not of an artifact [INF]: no text of a failed run is documented. */
const WEATHER =
  /\b(?:408|429|5\d\d)\b|throttl|too many requests|timed? ?out|timeout|temporar|unavailable|internal server error|server busy/i;
/** What a run says of roles, secrets and networks [INF]; "Failed to access storage … 403" and the key vault are known (acr-transfer §12). */
const CONFIGURATION =
  /\b(?:401|403)\b|forbidden|denied|unauthori[sz]ed|not authorized|key ?vault|failed to access storage|authentication|\bSAS\b/i;

/** What the failure of a run lies in. */
function causeOf({ message }: Pick<Failure, 'message'>): 'weather' | 'configuration' | 'artifact' {
  if (CONFIGURATION.test(message)) return 'configuration';
  return WEATHER.test(message) ? 'weather' : 'artifact';
}

/**
 * What is tried again of a batch, as batches of their own: what did not arrive, without what did; where nothing did, each
 * half alone, until a bad artifact stands alone. Where the service itself was at fault, all of it once more.
 *
 * @returns none where another run could not do better
 */
export function partsToTryAgain(batch: Batch, { report, artifacts, failures }: BatchResult): Batch[] {
  if (report.outcome === 'canceled' || failures.some(({ code }) => !RUN_FAILURES.includes(code))) return [];
  const left = new Set(
    artifacts.filter(({ failure }) => failure && OF_A_RUN.includes(failure.code)).map(({ artifact }) => artifact),
  );
  const open = batch.artifacts.filter(({ artifact }) => left.has(artifact));
  const causes = new Set(failures.map(causeOf));
  if (open.length === 0 || causes.has('configuration')) return [];
  if (causes.has('weather')) {
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
