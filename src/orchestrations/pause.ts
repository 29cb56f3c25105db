import type { OrchestrationContext } from 'durable-functions';
import { addSeconds, type Steps } from './steps';

/** A cancel is seen at least this often, however long a wait is. */
const LONGEST_SLICE_SECONDS = 300;
/** Timers fire up to a second early: they are set for a second later. */
const EARLY_SECONDS = 1;

/** Waits, durably, and never less than `seconds`. */
export function* pause(context: OrchestrationContext, seconds: number): Steps<void> {
  yield* pauseUntil(context, addSeconds(context.df.currentUtcDateTime, seconds));
}

/** Waits, durably, and never less than until `time`. */
export function* pauseUntil(context: OrchestrationContext, time: Date): Steps<void> {
  while (context.df.currentUtcDateTime < time) yield context.df.createTimer(addSeconds(time, EARLY_SECONDS));
}

/**
 * The same, looking from time to time whether the transfer is canceled.
 *
 * @param isCanceled  one look at the flag
 * @returns whether it is
 */
export function* pauseUnless(
  context: OrchestrationContext,
  seconds: number,
  isCanceled: () => Steps<boolean>,
): Steps<boolean> {
  const until = addSeconds(context.df.currentUtcDateTime, seconds);
  while (context.df.currentUtcDateTime < until) {
    const slice = addSeconds(context.df.currentUtcDateTime, LONGEST_SLICE_SECONDS);
    yield* pauseUntil(context, slice < until ? slice : until);
    if (yield* isCanceled()) return true;
  }
  return false;
}
