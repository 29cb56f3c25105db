import type { OrchestrationContext } from 'durable-functions';
import type { Decided } from '../activities/retention/decideRuns';
import { CANCELED, done, type Done, type Ending, type Failed } from '../domain/failures/ending';
import type { Failure } from '../domain/failures/failure';
import { isOfState, pageKey, pageKeysOf, type CleanupPart, type Place } from '../domain/retention/cleanup';
import type { NewestRuns } from '../domain/retention/newestRuns';
import { callOnce, callRegardless, callUntilDone } from './call';
import { showProgress, type Steps } from './steps';

/** The input of the orchestration `removeExpired`. */
export interface RemoveExpiredInput {
  cleanupId: string;
  dryRun: boolean;
  parts: CleanupPart[];
  /** Where it goes on; absent in its first execution. */
  at?: Reached;
}

interface Reached {
  /** How many parts were decided. */
  part: number;
  /** Where the list of the next part goes on; absent at its beginning. */
  place?: Place;
  /** The runs of that part which stay; absent while they are being looked for. */
  newest?: NewestRuns;
  /** Where that look goes on. */
  looked?: { newest: NewestRuns; next?: string };
  /** Pages of decisions so far, of each part. */
  pages: number[];
  /** Pages whose removal has ended, once all is decided. */
  removedPages: number;
  toRemove: number;
  removed: number;
  /** The first ones. */
  failures: Failure[];
}

const START: Reached = { part: 0, pages: [], removedPages: 0, toRemove: 0, removed: 0, failures: [] };
/** An execution of this orchestration has as many steps; then the next one goes on, with an empty history. */
const STEPS_PER_EXECUTION = 20;
const MOST_FAILURES = 20;
/** What cannot be looked at now, the next cleanup looks at. */
const PATIENCE = { stepMinutes: 10, accessMinutes: 0 };

/**
 * One cleanup: decides, part by part and page by page, and keeps the decisions; then removes what they say, page by page; then sums
 * up. A dry run removes nothing. What goes wrong with one part or page does not keep the others.
 */
export function* removeExpired(
  context: OrchestrationContext,
  input: RemoveExpiredInput,
): Steps<Ending<{ ended: true }>> {
  const { cleanupId, dryRun, parts } = input;
  let at = input.at ?? START;
  for (let steps = 0; steps < STEPS_PER_EXECUTION; steps += 1) {
    const { toRemove, removed } = at;
    showProgress(context, { phase: at.part < parts.length ? 'deciding' : 'removing', toRemove, removed });
    const part = parts[at.part];
    if (part) at = yield* decide(context, input, part, at);
    else if (!dryRun && at.removedPages < pageKeysOf(at.pages).length) at = yield* removePage(context, input, at);
    else {
      // Who cannot forget old ones now, does so another day.
      if (!dryRun) yield* callOnce(context, 'forgetCleanups', {});
      const { pages, failures } = at;
      const ended = yield* callUntilDone(context, 'endCleanup', { cleanupId, pages, failures });
      return ended.end === 'done' ? done({ ended: true }) : ended;
    }
  }
  context.df.continueAsNew({ ...input, at });
  return CANCELED;
}

/** One step of a part: the newest of its runs first, which stay, then a page of decisions. */
function* decide(
  context: OrchestrationContext,
  { cleanupId }: RemoveExpiredInput,
  part: CleanupPart,
  at: Reached,
): Steps<Reached> {
  const page = { cleanupId, page: pageKey(at.part, at.pages[at.part] ?? 0), place: at.place ?? {} };
  if (part.what === 'histories' || part.what === 'transfers') {
    const name = part.what === 'histories' ? 'decideHistories' : 'decideTransfers';
    return afterPage(at, yield* callRegardless(context, name, page, { patience: PATIENCE }));
  }
  const { what, ...end } = part;
  if (what === 'runs' && !at.newest) {
    const look = { cleanupId, ...end, ...(at.looked && { before: at.looked }) };
    const found = yield* callRegardless(context, 'findNewestRuns', look, { patience: PATIENCE });
    if (found.end !== 'done') return afterPart(at, found.failure);
    const { newest, next } = found.value;
    return next === undefined ? { ...without(at, 'looked'), newest } : { ...at, looked: { newest, next } };
  }
  const ofEnd = { ...page, ...end };
  const decided = at.newest
    ? yield* callRegardless(context, 'decideRuns', { ...ofEnd, newest: at.newest }, { patience: PATIENCE })
    : yield* callRegardless(context, 'decideBlobs', ofEnd, { patience: PATIENCE });
  return afterPage(at, decided);
}

function afterPage(at: Reached, decided: Done<Decided> | Failed): Reached {
  // One that failed may have kept its decisions all the same.
  const counted = { ...at, pages: counting(at) };
  if (decided.end !== 'done') return afterPart(counted, decided.failure);
  const { toRemove, next } = decided.value;
  const found = { ...counted, toRemove: at.toRemove + toRemove };
  return next ? { ...found, place: next } : afterPart(found);
}

/** A call that has no time for all of a page is made again, a new one each time. */
function* removePage(
  context: OrchestrationContext,
  { cleanupId, parts }: RemoveExpiredInput,
  at: Reached,
): Steps<Reached> {
  const page = { cleanupId, page: pageKeysOf(at.pages)[at.removedPages] ?? '' };
  const name = isOfState(parts, page.page) ? 'removeState' : 'removeDecided';
  const ended = yield* callRegardless(context, name, page, { patience: PATIENCE });
  if (ended.end !== 'done') return { ...at, removedPages: at.removedPages + 1, failures: adding(at, ended.failure) };
  if (!ended.value.isDone) return at;
  return { ...at, removedPages: at.removedPages + 1, removed: at.removed + ended.value.removed };
}

function afterPart(at: Reached, failure?: Failure): Reached {
  const next = without(without(without(at, 'place'), 'newest'), 'looked');
  return { ...next, part: at.part + 1, failures: adding(at, failure) };
}

function counting({ part, pages }: Reached): number[] {
  return Array.from({ length: part + 1 }, (_, index) => (pages[index] ?? 0) + (index === part ? 1 : 0));
}

function adding({ failures }: Reached, failure?: Failure): Failure[] {
  return failure && failures.length < MOST_FAILURES ? [...failures, failure] : failures;
}

function without<Key extends 'place' | 'newest' | 'looked'>(at: Reached, key: Key): Omit<Reached, Key> {
  const { [key]: _gone, ...rest } = at;
  return rest;
}
