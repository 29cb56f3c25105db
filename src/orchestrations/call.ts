import type { OrchestrationContext } from 'durable-functions';
import type { Activities } from '../activities/activities';
import { CANCELED, failed, type Canceled, type Ending, type Failed } from '../domain/failures/ending';
import { hostFailure, isDefect } from '../domain/failures/failure';
import { backoffSeconds, chanceFrom, type PatienceSettings } from '../domain/patience';
import { pause, pauseUnless } from './pause';
import { addSeconds, notLaterThanNow, secondsBetween, timeLeft, type Steps } from './steps';

type Name = keyof Activities;
type Input<N extends Name> = Parameters<Activities[N]>[0];
type Outcome<N extends Name> = Awaited<ReturnType<Activities[N]>>;

/** What steers the patience of a step. */
export interface Patient {
  transferId: string;
  patience: PatienceSettings;
}

/** More tries, ten minutes apart, than a week has: an orchestration's history stays below 5,000 events. */
const MOST_TRIES = 700;

/** Calls an activity once. What the host throws for it is worth another try: an activity itself answers a value. */
export function* callOnce<N extends Name>(context: OrchestrationContext, name: N, input: Input<N>): Steps<Outcome<N>> {
  try {
    return yield context.df.callActivity(name, input);
  } catch (thrown) {
    return { ...failed(hostFailure(thrown)), transient: true } as Outcome<N>;
  }
}

/**
 * Calls an activity until it has ended, for as long as the step's patience lasts: what a service cannot do now is tried
 * again, durably, with longer and longer waits, and never sooner than the service asks for. A refusal that may pass soon is
 * waited out for the shorter time of `accessMinutes`. A canceled transfer waits no longer.
 */
export function* callActivity<N extends Name>(
  context: OrchestrationContext,
  name: N,
  input: Input<N>,
  { transferId, patience }: Patient,
): Steps<Outcome<N> | Canceled> {
  return yield* callPatiently(context, name, input, patience, () => isCanceled(context, transferId));
}

/** The same for what a cancel does not end: looking what arrived, and cleaning up. */
export function* callRegardless<N extends Name>(
  context: OrchestrationContext,
  name: N,
  input: Input<N>,
  { patience }: { patience: Patience },
): Steps<Outcome<N>> {
  const outcome = yield* callPatiently(context, name, input, patience, notCanceled);
  return outcome as Outcome<N>;
}

type Patience = Pick<PatienceSettings, 'stepMinutes' | 'accessMinutes'>;

function* callPatiently<N extends Name>(
  context: OrchestrationContext,
  name: N,
  input: Input<N>,
  patience: Patience,
  isEnded: () => Steps<boolean>,
): Steps<Outcome<N> | Canceled> {
  const deadline = addSeconds(context.df.currentUtcDateTime, patience.stepMinutes * 60);
  let refusedSince: Date | undefined;
  // What was never answered may have been done, whatever later tries say; so may what a defect of the app cut off.
  let unheard: { uncertain?: true } = {};
  for (let tries = 1; ; tries += 1) {
    const outcome: Ending<unknown> = yield* callOnce(context, name, input);
    if (outcome.end !== 'failed') return outcome as Outcome<N>;
    if (outcome.transient || outcome.uncertain || isDefect(outcome.failure)) unheard = { uncertain: true };
    const triedAt = timeOf(context, outcome);
    refusedSince = outcome.mayPassSoon ? (refusedSince ?? triedAt) : undefined;
    const until = refusedSince ? earlier(deadline, endOfRefusal(refusedSince, patience)) : deadline;
    const left = secondsBetween(triedAt, until);
    const mayPass = outcome.transient ?? outcome.mayPassSoon;
    if (!mayPass || left <= 0 || tries === MOST_TRIES) return { ...endedBy(outcome), ...unheard } as Outcome<N>;
    if ((outcome.retryAfterSeconds ?? 0) > left) return { ...leftAlone(outcome), ...unheard } as Outcome<N>;
    const wait = Math.min(backoff(context, name, tries, outcome), timeLeft(context, until));
    if (yield* pauseUnless(context, wait, isEnded)) return { ...CANCELED, ...unheard };
  }
}

/** When a call failed: how things stand now, it does not tell, because the host may have been down since. */
export function timeOf(context: OrchestrationContext, { triedAt }: Pick<Failed, 'triedAt'>): Date {
  return notLaterThanNow(context, triedAt);
}

/** Whether a step failed with what might have passed and did not: what looks at many artifacts then reports it of some. */
export function isRefused(outcome: Ending<unknown>): boolean {
  return outcome.end === 'failed' && outcome.mayPassSoon === true;
}

/** When a refusal counts. */
export function endOfRefusal(since: Date, { accessMinutes = 0 }: Pick<PatienceSettings, 'accessMinutes'>): Date {
  return addSeconds(since, accessMinutes * 60);
}

function earlier(one: Date, other: Date): Date {
  return one < other ? one : other;
}

/** A step ends for good; that a refusal might have passed, its caller may want to know. */
function endedBy({ failure, mayPassSoon }: Failed): Failed {
  return { ...failed(failure), ...(mayPassSoon && { mayPassSoon }) };
}

/** To ask a service earlier than it asks for would not help it; to ask later is past the deadline. */
function leftAlone(outcome: Failed): Failed {
  const { failure, ...ended } = endedBy(outcome);
  const words = `The service asks to be left alone for ${outcome.retryAfterSeconds} s, longer than this step waits.`;
  return { ...ended, failure: { ...failure, message: `${failure.message} ${words}` } };
}

// eslint-disable-next-line require-yield -- a look that asks nobody
function* notCanceled(): Steps<boolean> {
  return false;
}

/**
 * The same for what must be done whatever happens, as writing down what was found: neither a cancel nor a refusal ends
 * it, because an operator can mend what is refused. Only a defect of the app does.
 */
export function* callUntilDone<N extends Name>(
  context: OrchestrationContext,
  name: N,
  input: Input<N>,
): Steps<Outcome<N>> {
  for (let tries = 1; ; tries += 1) {
    const outcome = yield* callOnce(context, name, input);
    if (outcome.end !== 'failed' || isDefect(outcome.failure) || tries === MOST_TRIES) return outcome;
    yield* pause(context, backoff(context, name, tries, outcome));
  }
}

function backoff(context: OrchestrationContext, name: Name, tries: number, { retryAfterSeconds }: Failed): number {
  return backoffSeconds(tries, chanceFrom(context.df.instanceId, name, tries), retryAfterSeconds);
}

/** One look at the cancel flag; a store that does not answer is no cancel. */
export function* isCanceled(context: OrchestrationContext, transferId: string): Steps<boolean> {
  const look = yield* callOnce(context, 'lookForCancel', { transferId });
  return look.end === 'done' && look.value.cancelRequested;
}

/** An orchestration that others start, registered under the name of its function. */
export type SubOrchestration<I, T> = (context: OrchestrationContext, input: I) => Steps<Ending<T>>;

/**
 * Runs an orchestration once for each call, all at the same time, and waits for all of them. They are in one Task.all only:
 * a task in a second one would be scheduled again (durable-functions-js#574).
 *
 * Where one of them threw, which none does on purpose, the others may go on: they are waited for, so that nobody does anew
 * what they still do.
 *
 * @returns how each ended, in the order of the calls; when one of them threw, that failure for all
 */
export function* callOrchestrations<I, T>(
  context: OrchestrationContext,
  orchestration: SubOrchestration<I, T>,
  calls: readonly { id: string; input: I }[],
): Steps<Ending<T>[]> {
  if (calls.length === 0) return [];
  const tasks = calls.map(({ id, input }) => context.df.callSubOrchestrator(orchestration.name, input, id));
  try {
    return yield context.df.Task.all(tasks);
  } catch (thrown) {
    if (calls.length > 1)
      yield* untilEnded(
        context,
        calls.map(({ id }) => id),
      );
    return calls.map(() => failed(hostFailure(thrown)));
  }
}

const FIRST_LOOK_SECONDS = 5;
const LONGEST_LOOK_SECONDS = 300;

function* untilEnded(context: OrchestrationContext, ids: string[]): Steps<void> {
  let wait = FIRST_LOOK_SECONDS;
  for (let looks = 0; looks < MOST_TRIES; looks += 1) {
    const look = yield* callUntilDone(context, 'lookForRunning', { ids });
    if (look.end !== 'done' || look.value.running.length === 0) return;
    yield* pause(context, wait);
    wait = Math.min(wait * 2, LONGEST_LOOK_SECONDS);
  }
}
