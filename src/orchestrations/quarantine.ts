import type { OrchestrationContext } from 'durable-functions';
import type { ExaminedArrival } from '../activities/arrivals/examineArrival';
import { CANCELED, done, failed, type Ending } from '../domain/failures/ending';
import { ArrivedBlobDefectiveError, ArrivedBlobGoneError, ArrivedBlobReplacedError } from '../domain/failures/errors';
import { isCausedBy } from '../domain/failures/failure';
import { callActivity, callRegardless, isCanceled, type Patient } from './call';
import { pause, pauseUnless } from './pause';
import { showProgress, type Steps } from './steps';

const FIRST_LOOK_SECONDS = 5;
const LONGEST_LOOK_SECONDS = 300;
/** Storage that is away comes back; a legal hold stays, and nobody need wait for it. */
const MOST_MINUTES = 60;

/**
 * Sets a blob with defects aside, once it had the time to lose them.
 *
 * @returns the failure that the transfer ends with; done with nothing to say where the defects are gone, or the blob: the registry may have
 *   imported and removed it, and batchOfArrival sees to that
 */
export function* quarantine(
  context: OrchestrationContext,
  input: Patient,
  examined: ExaminedArrival,
): Steps<Ending<[]>> {
  const { transferId } = input;
  const canceled = () => isCanceled(context, transferId);
  let found = examined;
  if (found.youngSeconds !== undefined) {
    showProgress(context, { phase: 'planning', percentage: 0, note: `looking again soon: the blob ${found.words}` });
    if (yield* pauseUnless(context, found.youngSeconds, canceled)) return CANCELED;
    const again = yield* callActivity(context, 'examineArrival', { transferId }, input);
    if (again.end === 'failed' && isCausedBy(again.failure, ArrivedBlobGoneError)) return done([]);
    if (again.end !== 'done') return again;
    found = again.value;
    if (found.defects.length === 0) return done([]);
  } else if (!found.isBeingMoved && (yield* canceled())) {
    return CANCELED;
  }
  return yield* move(context, input, found);
}

/** What was begun is brought to its end, also when the transfer is canceled: a blob must not be in two places. */
function* move(
  context: OrchestrationContext,
  { transferId, patience }: Patient,
  { blob, defects, words }: ExaminedArrival,
): Steps<Ending<[]>> {
  const foundAt = context.df.currentUtcDateTime.toISOString();
  const stepMinutes = Math.min(patience.stepMinutes, MOST_MINUTES);
  showProgress(context, { phase: 'planning', percentage: 0, note: `moving the blob into quarantine: it ${words}` });
  for (let wait = FIRST_LOOK_SECONDS; ; wait = Math.min(wait * 2, LONGEST_LOOK_SECONDS)) {
    const asked = { transferId, defects, foundAt };
    const moved = yield* callRegardless(context, 'quarantineArrival', asked, {
      patience: { ...patience, stepMinutes },
    });
    if (moved.end === 'done') {
      if ('failure' in moved.value) return failed(moved.value.failure);
      yield* pause(context, wait);
      continue;
    }
    const { failure } = moved;
    if (isCausedBy(failure, ArrivedBlobGoneError)) return done([]);
    if (isCausedBy(failure, ArrivedBlobReplacedError)) return failed(failure);
    return failed(new ArrivedBlobDefectiveError(blob, words, { why: failure.message }).toFailure());
  }
}
