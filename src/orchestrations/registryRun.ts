import type { OrchestrationContext } from 'durable-functions';
import type { RegistryRunLook } from '../activities/arrivals/lookForRegistryRun';
import { ArrivedBlobGoneError, ArrivedBlobReplacedError } from '../domain/failures/errors';
import { CANCELED, done, type Canceled, type Done, type Ending, type Failed } from '../domain/failures/ending';
import { isCausedBy, type Failure } from '../domain/failures/failure';
import { pipelineRunName } from '../domain/names';
import type { PatienceSettings } from '../domain/patience';
import type { BatchInput } from './batchInput';
import { callActivity, isCanceled, type Patient } from './call';
import { warningsOfImport } from './doubleImport';
import { pauseUnless } from './pause';
import { addSeconds, secondsUntil, showProgress, type Steps } from './steps';

/** A blob that arrived, which the registry may import by itself. */
export interface WatchedArrival extends Patient {
  /** Name of the blob in the target's container. */
  blobName: string;
  /** ISO 8601, UTC. */
  startedAt: string;
  /** How long the registry's own run is waited for; absent where the app imports at once, as in a retry. */
  takeOverMinutes?: number;
}

/** The registry's own run of a blob, where there is one; else what there is to be warned of when the app imports it. */
export interface AwaitedRun {
  runName?: string;
  warnings: Failure[];
}

const FIRST_WAIT_SECONDS = 10;
/** As often as this, and a hundred times at most, so that no history grows with the length of the wait. */
const LONGEST_WAIT_SECONDS = 60;
const MOST_LOOKS = 100;
/** What is out of reach when the time is up is waited for so long: the app can import without having seen the list. */
const LEAST_LOOK_MINUTES = 10;

type Looked = Done<RegistryRunLook> | Failed | Canceled;

/**
 * Waits for the registry's own run of a blob, while the source trigger of the import pipeline is Enabled: it scans the container at
 * least every 15 minutes (acr-transfer §8), and tells nobody. The time counts from when the blob was written. That there is no such run is
 * believed after a last look at all that the registry lists.
 */
export function* awaitRegistryRun(
  context: OrchestrationContext,
  input: WatchedArrival & BatchInput,
): Steps<Ending<AwaitedRun>> {
  const { transferId, blobName, startedAt, takeOverMinutes } = input;
  if (takeOverMinutes === undefined || (yield* hasOwnRun(context, input))) {
    return done({ warnings: yield* warningsOfImport(context, input) });
  }
  const longest = Math.max(LONGEST_WAIT_SECONDS, (takeOverMinutes * 60) / MOST_LOOKS);
  let before: RegistryRunLook | undefined;
  let wait = FIRST_WAIT_SECONDS;
  for (let isFull = true; ;) {
    const lookedAt = context.df.currentUtcDateTime;
    const looked: Looked = yield* lookAtList(context, input, before, isFull);
    if (looked.end === 'canceled') return looked;
    if (looked.end === 'failed') {
      return isOfBlob(looked) ? looked : done({ warnings: [...warningIn(before), looked.failure] });
    }
    const { run, isOn, isGone, writtenAt = startedAt }: RegistryRunLook = looked.value;
    const warnings = warningIn(looked.value);
    if (run) return done({ runName: run.name, warnings });
    const deadline = addSeconds(new Date(writtenAt), takeOverMinutes * 60);
    // A look that began before the deadline may be old by now: the host may have been down.
    const isLast: boolean = !isOn || isGone === true || lookedAt >= deadline;
    if (isLast && isFull) return done({ warnings });
    before = looked.value;
    isFull = isLast;
    if (isLast) continue;
    const note = `waiting until ${deadline.toISOString()} for the registry's own import run of ${blobName}`;
    showProgress(context, { phase: 'importing', percentage: 0, note });
    const left = Math.max(1, secondsUntil(context, deadline));
    if (yield* pauseUnless(context, Math.min(wait, left), () => isCanceled(context, transferId))) return CANCELED;
    wait = Math.min(wait * 1.5, longest);
  }
}

/** Whether the registry has imported a blob, or is about to: it may have removed the blob then. */
export function* isWithRegistry(context: OrchestrationContext, input: WatchedArrival): Steps<boolean> {
  if (input.takeOverMinutes === undefined) return false;
  const looked = yield* lookAtList(context, input, undefined, true);
  return looked.end === 'done' && looked.value.run !== undefined;
}

/** An earlier orchestration may have come as far as the app's own run. */
function* hasOwnRun(context: OrchestrationContext, input: WatchedArrival & BatchInput): Steps<boolean> {
  const { transferId, batch, life } = input;
  if (life === undefined) return false;
  const runName = pipelineRunName('import', transferId, batch.name, 1);
  const looked = yield* callActivity(context, 'checkRun', { transferId, kind: 'import', runName }, input);
  return looked.end === 'done' && looked.value.phase !== 'absent';
}

/**
 * One look: as many calls as the time of an activity, and the budget of reads, make of it. A page that was known, or comes next, may not
 * be there any more, because runs were deleted: then all is looked at, from the beginning.
 */
function* lookAtList(
  context: OrchestrationContext,
  input: WatchedArrival,
  known: RegistryRunLook | undefined,
  isFull: boolean,
): Steps<Looked> {
  const { transferId } = input;
  const soon = { transferId, patience: patienceOf(context, input) };
  for (let before = known, isWhole = isFull, hasBegunAgain = false; ;) {
    const asked = { transferId, isFull: isWhole, ...(before && { before }) };
    const looked: Looked = yield* callActivity(context, 'lookForRegistryRun', asked, soon);
    const isPageGone = looked.end === 'failed' && !isOfBlob(looked) && (!isWhole || before?.next !== undefined);
    if (isPageGone && !hasBegunAgain) {
      [before, isWhole, hasBegunAgain] = [known, true, true];
      continue;
    }
    if (looked.end !== 'done' || looked.value.next === undefined) return looked;
    before = looked.value;
  }
}

/** While the registry's own run may come, the app would not import anyway. */
function patienceOf(
  context: OrchestrationContext,
  { patience, startedAt, takeOverMinutes = 0 }: WatchedArrival,
): PatienceSettings {
  const left = secondsUntil(context, new Date(startedAt)) / 60 + takeOverMinutes;
  return { ...patience, stepMinutes: Math.min(patience.stepMinutes, Math.max(left, LEAST_LOOK_MINUTES)) };
}

/** Whether the blob itself is not what it was: nothing is imported then. */
function isOfBlob({ failure }: Failed): boolean {
  return isCausedBy(failure, ArrivedBlobGoneError) || isCausedBy(failure, ArrivedBlobReplacedError);
}

function warningIn(look: RegistryRunLook | undefined): Failure[] {
  return look?.warning ? [look.warning] : [];
}
