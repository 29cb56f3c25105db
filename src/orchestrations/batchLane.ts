import type { OrchestrationContext } from 'durable-functions';
import { CANCELED, done, type Ending } from '../domain/failures/ending';
import { batchInstanceId } from '../domain/names';
import type { Batch } from '../domain/plan';
import { batch, type RanBatch } from './batch';
import { endedBatch } from '../domain/report/batchResult';
import type { BatchInput, BatchSettings } from './batchInput';
import { callOrchestrations, callUntilDone } from './call';
import { showProgress, type Steps } from './steps';

/** The input of the orchestration `batchLane`. */
export interface BatchLaneInput extends BatchSettings {
  /** Number of the lane, from 0 on. */
  lane: number;
  /** How many lanes there are. */
  lanes: number;
  /** How many batches the plan has. */
  batches: number;
  /** Where it goes on; absent in its first execution. */
  at?: { from: number; turn: number; finished: number };
}

/** An execution of this orchestration runs as many batches; then the next one goes on, with an empty history. */
const BATCHES_PER_EXECUTION = 20;

/**
 * Runs batches of a transfer, one after another, while other lanes run others: first the one of its own number, so that lanes
 * which begin at once do not meet, then the next one that nobody runs.
 */
export function* batchLane(context: OrchestrationContext, input: BatchLaneInput): Steps<Ending<{ ran: true }>> {
  const { transferId, lane, lanes, batches, life } = input;
  let { from, turn, finished } = input.at ?? { from: lane, turn: 0, finished: 0 };
  for (let ran = 0; ran < BATCHES_PER_EXECUTION; ran += 1) {
    const place = { from, batches, lane, turn, ...(life !== undefined && { life }) };
    const taken = yield* callUntilDone(context, 'takeBatch', { transferId, ...place });
    if (taken.end !== 'done') return taken;
    from = Math.max(taken.value.next, lanes);
    turn += 1;
    if (taken.value.batch) {
      yield* runBatch(context, input, taken.value.batch, finished);
      finished += 1;
    }
    if (from >= batches) {
      showProgress(context, { finished });
      return done({ ran: true });
    }
  }
  context.df.continueAsNew({ ...input, at: { from, turn, finished } });
  return CANCELED;
}

/** What it found is stored by the batch itself; what the host ended is begun again, once. */
function* runBatch(context: OrchestrationContext, input: BatchLaneInput, own: Batch, finished: number): Steps<void> {
  const { lane: _lane, lanes: _lanes, batches: _batches, at: _at, ...settings } = input;
  const { transferId } = input;
  let life = input.life;
  for (let tries = 1; ; tries += 1) {
    const id = batchInstanceId(transferId, own.name, life);
    showProgress(context, { finished, batch: id });
    const call = { id, input: { ...settings, batch: own, ...(life !== undefined && { life }) } };
    const [ending = CANCELED] = yield* callOrchestrations<BatchInput, RanBatch>(context, batch, [call]);
    if (ending.end === 'failed' && tries === 1) {
      life = `${life ?? ''}again`;
      continue;
    }
    yield* keepWhatIsLeft(context, transferId, own, ending);
    return;
  }
}

/** Stores what a batch could not store itself, for the report of its transfer. */
function* keepWhatIsLeft(
  context: OrchestrationContext,
  transferId: string,
  own: Batch,
  ending: Ending<RanBatch>,
): Steps<void> {
  const { result, ledgerFailure, cleanUpFailure } = foundBy(own, ending);
  if (result) yield* callUntilDone(context, 'storeBatchResult', { transferId, result });
  if (!ledgerFailure && !cleanUpFailure) return;
  const failures = { ...(ledgerFailure && { ledgerFailure }), ...(cleanUpFailure && { cleanUpFailure }) };
  yield* callUntilDone(context, 'keepUpkeepFailures', { transferId, batch: own.name, failures });
}

/** What the host ended may have stored its result, and told nobody else. */
function foundBy(own: Batch, ending: Ending<RanBatch>): Omit<RanBatch, 'outcome'> {
  if (ending.end === 'done') return ending.value;
  const result = endedBatch(own, {}, ending);
  return ending.end === 'failed' ? { result, ledgerFailure: ending.failure } : { result };
}
