import type { OrchestrationContext } from 'durable-functions';
import type { Refusals } from '../activities/lastWord';
import type { BegunLook } from '../activities/parts/begunLook';
import type { EndedBatch } from '../activities/report/writeReport';
import { CANCELED, done, failed, type Canceled, type Ending, type Failed } from '../domain/failures/ending';
import { TransferCanceledError } from '../domain/failures/errors';
import type { Finding } from '../domain/doctor/finding';
import { inShort, internalError, type Failure } from '../domain/failures/failure';
import { formatArtifact, type ArtifactReference } from '../domain/artifact';
import { batchInstanceId, batchLaneInstanceId } from '../domain/names';
import { joinPlans, type Batch, type Plan, type StoredPlan, type UnplannedArtifact } from '../domain/plan';
import type { PatienceSettings } from '../domain/patience';
import type { PollingSettings } from '../domain/polling';
import type { WindowSettings } from '../domain/slots/windowSettings';
import type { Caller, TransferOutcome } from '../domain/report/report';
import { batch, type RanBatch } from './batch';
import { batchLane } from './batchLane';
import { callActivity, callOrchestrations, callUntilDone, isCanceled, isRefused } from './call';
import { warningsOfImport } from './doubleImport';
import { pauseUnless } from './pause';
import { planSelection } from './planSelection';
import { showProgress, type Steps } from './steps';
import { awaitTurn, giveTurnOn } from './turn';

/** The input of the orchestration `transfer`. It holds every setting that steers it, so that a replay never differs. */
export interface TransferInput {
  transferId: string;
  route: string;
  /** 1 to 50; none where the transfer has a selection. */
  artifacts: ArtifactReference[];
  /** True to end with the plan. */
  dryRun?: true;
  /** The most batches that run at once. */
  batchesAtOnce: number;
  startedBy: Caller;
  /** ISO 8601, UTC. */
  startedAt: string;
  polling: PollingSettings;
  patience: PatienceSettings;
  /** True where its route takes one transfer at a time. */
  takesTurn?: true;
  /** Absent in a transfer that an earlier version began: its runs need no slots. */
  windows?: WindowSettings;
  /** True where the route has no target. */
  exportOnly?: true;
  /** Tells this orchestration from an earlier one of the same transfer that was lost or ended without a report. */
  life?: string;
}

/** What is known at the end of a transfer, apart from what its batches stored. */
interface Findings {
  unplanned: UnplannedArtifact[];
  batches: EndedBatch[];
  failures: Failure[];
  /** Whether it was canceled before it had a plan. */
  canceled?: true;
  /** The plan whose batches were kept one by one, as their results were. */
  stored?: StoredPlan;
  /** What a dry run would transfer. */
  wouldTransfer?: number;
  /** What is to be known of it, though nothing failed. */
  warnings?: Failure[];
  /** What the doctor found at its beginning. */
  findings?: Finding[];
}

/**
 * A whole transfer: plan → batches → report. Each batch is an orchestration of its own. Where its route takes one transfer at a
 * time, it waits for its turn, which it gives on when it has its report.
 *
 * @returns the outcome; the report is in the app's own store
 */
export function* transfer(context: OrchestrationContext, input: TransferInput): Steps<{ outcome: TransferOutcome }> {
  if (!input.takesTurn) return yield* transferNow(context, input);
  const turn = yield* awaitTurn(context, input);
  const ended =
    turn.end === 'done'
      ? yield* transferNow(context, input)
      : yield* writeReport(context, input, nothingPlanned(input.artifacts, turn));
  yield* giveTurnOn(context, input);
  return ended;
}

function* transferNow(context: OrchestrationContext, input: TransferInput): Steps<{ outcome: TransferOutcome }> {
  const opened = yield* callUntilDone(context, 'openTransfer', { transferId: input.transferId });
  if (opened.end === 'done' && opened.value.outcome) return { outcome: opened.value.outcome };
  let found: Findings;
  try {
    const kept = opened.end === 'done' ? opened.value.plan : undefined;
    found = yield* runBatches(context, input, kept);
  } catch (defect) {
    found = nothingPlanned(input.artifacts, failed(internalError(defect)));
  }
  const warnings = mayHaveImported(input, found) ? yield* warningsOfImport(context, input) : [];
  const findings = opened.end === 'done' ? opened.value.findings : undefined;
  const known = { ...(warnings.length > 0 && { warnings }), ...(findings && { findings }) };
  return yield* writeReport(context, input, { ...found, ...known });
}

function mayHaveImported({ exportOnly, dryRun }: TransferInput, { batches, stored }: Findings): boolean {
  const begun = stored && !stored.refused ? stored.batches : batches.length;
  return !exportOnly && !dryRun && begun > 0;
}

function* runBatches(context: OrchestrationContext, input: TransferInput, kept?: Plan): Steps<Findings> {
  showProgress(context, { phase: 'planning', percentage: 0 });
  const planned = kept ? done(kept) : yield* planAny(context, input);
  if (planned.end !== 'done') return nothingPlanned(input.artifacts, planned);
  const { batches, unplanned, stored } = planned.value;
  if (stored) return yield* runStored(context, input, stored);
  if (input.dryRun) {
    const wouldTransfer = batches.flatMap(({ artifacts }) => artifacts).length;
    return { unplanned, batches: [], failures: [], wouldTransfer };
  }

  const endings = yield* callBatches(context, input, batches);
  const isLost = (_: Batch, index: number): boolean => endings[index]?.end === 'failed';
  // No batch fails on purpose: the host ended it, as after an update of the app, or an operator did.
  const takenUp = yield* callBatches(context, { ...input, life: `${input.life ?? ''}again` }, batches.filter(isLost));
  const ended = batches.map((one, index) => {
    const ending = isLost(one, index) ? takenUp.shift() : endings[index];
    if (ending?.end === 'failed') return { batch: one, failure: ending.failure };
    if (ending?.end !== 'done') return { batch: one };
    const { outcome: _stored, ...rest } = ending.value;
    return { batch: one, ...rest };
  });
  return { unplanned, batches: ended, failures: [] };
}

/** Runs batches that were kept one by one: so many at once, each lane one after another. */
function* runStored(context: OrchestrationContext, input: TransferInput, stored: StoredPlan): Steps<Findings> {
  const { refused, batches: total } = stored;
  const found = { unplanned: [], batches: [], stored };
  if (input.dryRun) return { ...found, failures: refused ? [refused] : [], wouldTransfer: stored.artifacts };
  if (refused) return { ...found, failures: [refused] };
  if (total === 0) return { ...found, failures: [] };
  const lanes = yield* callLanes(context, input, total);
  if (lanes.every(({ end }) => end !== 'failed')) return { ...found, failures: [] };
  // No lane fails on purpose: the host ended it, as after an update of the app, or an operator did.
  const again = yield* callLanes(context, { ...input, life: `${input.life ?? ''}again` }, total);
  return { ...found, failures: again.flatMap((ending) => (ending.end === 'failed' ? [ending.failure] : [])) };
}

function* callLanes(context: OrchestrationContext, input: TransferInput, total: number): Steps<Ending<unknown>[]> {
  const { transferId, route, polling, patience, windows, exportOnly, life, batchesAtOnce } = input;
  const steering = { polling, patience, ...(windows && { windows }), ...(exportOnly && { exportOnly }) };
  const settings = { transferId, route, ...steering, ...(life !== undefined && { life }) };
  const lanes = Math.min(total, batchesAtOnce);
  const calls = Array.from({ length: lanes }, (_, lane) => ({
    id: batchLaneInstanceId(transferId, lane, life),
    input: { ...settings, lane, lanes, batches: total },
  }));
  showProgress(context, { phase: 'exporting', percentage: 0, batchLanes: { ids: calls.map(({ id }) => id), total } });
  return yield* callOrchestrations(context, batchLane, calls);
}

function* callBatches(
  context: OrchestrationContext,
  { transferId, route, polling, patience, windows, exportOnly, life }: TransferInput,
  batches: readonly Batch[],
): Steps<Ending<RanBatch>[]> {
  if (batches.length === 0) return [];
  const calls = batches.map((one) => ({
    id: batchInstanceId(transferId, one.name, life),
    input: {
      transferId,
      route,
      batch: one,
      polling,
      patience,
      ...(windows && { windows }),
      ...(exportOnly && { exportOnly }),
      ...(life !== undefined && { life }),
    },
  }));
  showProgress(context, { phase: 'exporting', percentage: 0, batches: calls.map(({ id }) => id) });
  return yield* callOrchestrations(context, batch, calls);
}

function* planAny(context: OrchestrationContext, input: TransferInput): Steps<Ending<Plan>> {
  return input.artifacts.length === 0 ? yield* planSelection(context, input) : yield* plan(context, input);
}

/** Plans all artifacts: in as many calls as the time of an activity, and the registry's limits, make of it. */
function* plan(context: OrchestrationContext, input: TransferInput): Steps<Ending<Plan>> {
  const { transferId } = input;
  const plans: Plan[] = [];
  let begun: BegunLook | undefined;
  let refusals: Refusals = {};
  for (let artifacts = input.artifacts; ; artifacts = artifacts.filter((each) => !isIn(plans, each))) {
    const call = { transferId, artifacts, ...(begun && { begun }), ...refusals };
    const planned = yield* callActivity(context, 'planTransfer', call, input);
    if (isRefused(planned) && !refusals.acceptRefusals) {
      refusals = { acceptRefusals: true };
      continue;
    }
    if (planned.end !== 'done') return planned;
    const { unfinished, ...found } = planned.value;
    plans.push(found);
    if (!unfinished) return yield* callActivity(context, 'keepPlan', { transferId, plan: joinPlans(plans) }, input);
    begun = unfinished.begun;
    const canceled = () => isCanceled(context, transferId);
    if ((yield* pauseUnless(context, unfinished.retryAfterSeconds ?? 0, canceled)) || (yield* canceled()))
      return CANCELED;
  }
}

function isIn(plans: readonly Plan[], reference: ArtifactReference): boolean {
  const name = formatArtifact(reference);
  return plans.some(({ batches, unplanned }) =>
    [...unplanned, ...batches.flatMap(({ artifacts }) => artifacts)].some(({ artifact }) => artifact === name),
  );
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
  { batches, stored, ...found }: Findings,
): Steps<{ outcome: TransferOutcome }> {
  showProgress(context, { phase: 'reporting', percentage: 0 });
  const finishedAt = context.df.currentUtcDateTime.toISOString();
  const ended = { transferId, route, startedBy, startedAt, finishedAt, ...found };
  const written = yield* callUntilDone(context, 'writeReport', {
    transfer: ended,
    batches,
    ...(stored && { stored }),
  });
  if (written.end === 'failed')
    throw new Error(`The report of the transfer ${transferId} could not be written: ${written.failure.message}`);
  showProgress(context, { phase: 'reporting', percentage: 100 });
  return written.value;
}
