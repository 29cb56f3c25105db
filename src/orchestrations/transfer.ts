import type { OrchestrationContext } from 'durable-functions';
import type { EndedBatch } from '../activities/report/writeReport';
import type { Failure } from '../domain/failures/failure';
import { formatArtifact, type ArtifactReference } from '../domain/artifact';
import { batchInstanceId } from '../domain/names';
import type { UnplannedArtifact } from '../domain/plan';
import type { PollingSettings } from '../domain/polling';
import type { Caller, TransferOutcome } from '../domain/report/report';
import { batch } from './batch';
import { callActivity, callOrchestrations } from './call';
import { showProgress, type Steps } from './steps';

/** The input of the orchestration `transfer`. It holds every setting that steers it, so that a replay never differs. */
export interface TransferInput {
  transferId: string;
  route: string;
  /** 1 to 50. */
  artifacts: ArtifactReference[];
  startedBy: Caller;
  /** ISO 8601, UTC. */
  startedAt: string;
  polling: PollingSettings;
}

/** What is known at the end of a transfer, apart from what its batches stored. */
interface Findings {
  unplanned: UnplannedArtifact[];
  batches: EndedBatch[];
  failures: Failure[];
}

/**
 * A whole transfer: plan → batches → report. Each batch is an orchestration of its own.
 *
 * @returns the outcome; the report is in the app's own store
 */
export function* transfer(context: OrchestrationContext, input: TransferInput): Steps<{ outcome: TransferOutcome }> {
  const opened = yield* callActivity(context, 'openTransfer', { transferId: input.transferId });
  if (opened.end === 'done' && opened.value.outcome) return { outcome: opened.value.outcome };
  return yield* writeReport(context, input, yield* runBatches(context, input));
}

function* runBatches(context: OrchestrationContext, input: TransferInput): Steps<Findings> {
  const { transferId, route, artifacts, polling } = input;
  showProgress(context, { phase: 'planning', percentage: 0 });
  const planned = yield* callActivity(context, 'planTransfer', { route, artifacts });
  if (planned.end === 'failed') return nothingPlanned(artifacts, planned.failure);
  const { batches, unplanned } = planned.value;

  const calls = batches.map((one) => ({
    id: batchInstanceId(transferId, one.name),
    input: { transferId, route, batch: one, polling },
  }));
  showProgress(context, { phase: 'exporting', percentage: 0, batches: calls.map(({ id }) => id) });
  const endings = yield* callOrchestrations(context, batch, calls);
  const ended = batches.map((one, index) => {
    const ending = endings[index];
    return { batch: one, ...(ending?.end === 'failed' && { failure: ending.failure }) };
  });
  return { unplanned, batches: ended, failures: [] };
}

function nothingPlanned(artifacts: ArtifactReference[], failure: Failure): Findings {
  const unplanned = artifacts.map((reference) => ({ artifact: formatArtifact(reference), failure }));
  return { unplanned, batches: [], failures: [failure] };
}

/** A transfer ends with its report: when it cannot be written, the orchestration fails and says why. */
function* writeReport(
  context: OrchestrationContext,
  { transferId, route, startedBy, startedAt }: TransferInput,
  { batches, ...found }: Findings,
): Steps<{ outcome: TransferOutcome }> {
  showProgress(context, { phase: 'reporting', percentage: 0 });
  const finishedAt = context.df.currentUtcDateTime.toISOString();
  const ended = { transferId, route, startedBy, startedAt, finishedAt, ...found };
  const written = yield* callActivity(context, 'writeReport', { transfer: ended, batches });
  if (written.end === 'failed')
    throw new Error(`The report of the transfer ${transferId} could not be written: ${written.failure.message}`);
  showProgress(context, { phase: 'reporting', percentage: 100 });
  return written.value;
}
