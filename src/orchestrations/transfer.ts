import type { OrchestrationContext } from 'durable-functions';
import type { EndedBatch } from '../activities/report/writeReport';
import { failed, type Canceled, type Failed } from '../domain/failures/ending';
import { TransferCanceledError } from '../domain/failures/errors';
import { inShort, internalError, type Failure } from '../domain/failures/failure';
import { formatArtifact, type ArtifactReference } from '../domain/artifact';
import { batchInstanceId } from '../domain/names';
import type { UnplannedArtifact } from '../domain/plan';
import type { PatienceSettings } from '../domain/patience';
import type { PollingSettings } from '../domain/polling';
import type { Caller, TransferOutcome } from '../domain/report/report';
import { batch } from './batch';
import { callActivity, callOrchestrations, callUntilDone, isRefused } from './call';
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
  patience: PatienceSettings;
}

/** What is known at the end of a transfer, apart from what its batches stored. */
interface Findings {
  unplanned: UnplannedArtifact[];
  batches: EndedBatch[];
  failures: Failure[];
  /** Whether it was canceled before it had a plan. */
  canceled?: true;
}

/**
 * A whole transfer: plan → batches → report. Each batch is an orchestration of its own.
 *
 * @returns the outcome; the report is in the app's own store
 */
export function* transfer(context: OrchestrationContext, input: TransferInput): Steps<{ outcome: TransferOutcome }> {
  const opened = yield* callUntilDone(context, 'openTransfer', { transferId: input.transferId });
  if (opened.end === 'done' && opened.value.outcome) return { outcome: opened.value.outcome };
  let found: Findings;
  try {
    found = yield* runBatches(context, input);
  } catch (defect) {
    found = nothingPlanned(input.artifacts, failed(internalError(defect)));
  }
  return yield* writeReport(context, input, found);
}

function* runBatches(context: OrchestrationContext, input: TransferInput): Steps<Findings> {
  const { transferId, route, artifacts, polling, patience } = input;
  showProgress(context, { phase: 'planning', percentage: 0 });
  let planned = yield* callActivity(context, 'planTransfer', { route, artifacts }, input);
  if (isRefused(planned)) {
    planned = yield* callActivity(context, 'planTransfer', { route, artifacts, acceptRefusals: true }, input);
  }
  if (planned.end !== 'done') return nothingPlanned(artifacts, planned);
  const { batches, unplanned } = planned.value;

  const calls = batches.map((one) => ({
    id: batchInstanceId(transferId, one.name),
    input: { transferId, route, batch: one, polling, patience },
  }));
  showProgress(context, { phase: 'exporting', percentage: 0, batches: calls.map(({ id }) => id) });
  const endings = yield* callOrchestrations(context, batch, calls);
  const ended = batches.map((one, index) => {
    const ending = endings[index];
    if (ending?.end === 'failed') return { batch: one, failure: ending.failure };
    return { batch: one, ...(ending?.end === 'done' && ending.value.result && { result: ending.value.result }) };
  });
  return { unplanned, batches: ended, failures: [] };
}

function nothingPlanned(artifacts: ArtifactReference[], ending: Failed | Canceled): Findings {
  const names = artifacts.map(formatArtifact);
  if (ending.end === 'failed') {
    const { failure } = ending;
    return {
      unplanned: names.map((artifact) => ({ artifact, failure: inShort(failure) })),
      batches: [],
      failures: [failure],
    };
  }
  const unplanned = names.map((artifact) => ({ artifact, failure: new TransferCanceledError(artifact).toFailure() }));
  return { unplanned, batches: [], failures: [], canceled: true };
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
  const written = yield* callUntilDone(context, 'writeReport', { transfer: ended, batches });
  if (written.end === 'failed')
    throw new Error(`The report of the transfer ${transferId} could not be written: ${written.failure.message}`);
  showProgress(context, { phase: 'reporting', percentage: 100 });
  return written.value;
}
