import type { OrchestrationContext } from 'durable-functions';
import { addSeconds, type Steps } from './steps';

/** A cancel is looked for this often, and a hundred times at most, so that no history grows with the length of a wait. */
const SLICE_SECONDS = 300;
const MOST_SLICES = 100;
/**
 * The host cuts what is left until a timer's time to whole seconds: timers fire up to a second early, and are set for nearly a
 * second later. A whole second would be one too many where the host is quick; where a timer was early all the same, what is left
 * must not be cut to nothing, again and again.
 */
const EARLY_SECONDS = 0.9;

/** Waits, durably, and never less than `seconds`. */
export function* pause(context: OrchestrationContext, seconds: number): Steps<void> {
  yield* pauseUntil(context, addSeconds(context.df.currentUtcDateTime, seconds));
}

/** Waits, durably, and never less than until `time`. */
function* pauseUntil(context: OrchestrationContext, time: Date): Steps<void> {
  let early = EARLY_SECONDS;
  while (context.df.currentUtcDateTime < time) {
    yield context.df.createTimer(addSeconds(time, early));
    early = 1;
  }
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
  const sliceSeconds = Math.max(SLICE_SECONDS, seconds / MOST_SLICES);
  while (context.df.currentUtcDateTime < until) {
    const slice = addSeconds(context.df.currentUtcDateTime, sliceSeconds);
    yield* pauseUntil(context, slice < until ? slice : until);
    if (yield* isCanceled()) return true;
  }
  return false;
}

/**
 * The same for a wait whose end looks at the flag itself: it looks in between, where the wait is long.
 *
 * @returns whether the transfer was canceled meanwhile
 */
export function* pauseBetweenLooks(
  context: OrchestrationContext,
  seconds: number,
  isCanceled: () => Steps<boolean>,
): Steps<boolean> {
  const rest = Math.max(SLICE_SECONDS, seconds / MOST_SLICES);
  const until = addSeconds(context.df.currentUtcDateTime, seconds);
  if (seconds > rest && (yield* pauseUnless(context, seconds - rest, isCanceled))) return true;
  yield* pauseUntil(context, until);
  return false;
}

/** Waits until an event comes, or so many seconds have passed. Every wait has a timer and an event of its own: the host would start again what is in a second Task.any. */
export function* pauseUntilWoken(context: OrchestrationContext, event: string, seconds: number): Steps<void> {
  const woken = context.df.waitForExternalEvent(event);
  const timer = context.df.createTimer(addSeconds(context.df.currentUtcDateTime, seconds + EARLY_SECONDS));
  yield context.df.Task.any([woken, timer]);
  if (!timer.isCompleted) timer.cancel();
}
