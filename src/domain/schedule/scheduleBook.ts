import type { Failure } from '../failures/failure';
import { readDueTimes } from './cron';
import { dueBetween } from './dueTimes';
import type { Schedule } from './schedule';

/** What became of a due time. */
export interface ScheduleRun {
  /** ISO 8601, UTC, as all times here. Of several that were missed together, the last one. */
  due: string;
  /** When that was decided. */
  at: string;
  /** The transfer that it started. */
  transfer?: string;
  /** Why none could be started. */
  failure?: Failure;
  /** Nobody was there for this due time, nor for those since this one. */
  missedSince?: string;
}

/** How far a schedule has been looked at. */
export interface ScheduleState {
  name: string;
  cron: string;
  timeZone: string;
  /** All due times up to this one are decided. */
  after: string;
  /** Due times that are to start a transfer, and of which it is not known that they have. */
  open: string[];
  /** End of the latest pause that was known when they were decided; absent where there was none. */
  pauseEnd?: string;
  /** The latest ones, newest first. */
  runs: ScheduleRun[];
}

/** How far the schedules of a route have been looked at. */
export interface ScheduleBook {
  schedules: ScheduleState[];
}

/** When schedules are looked at. */
export interface Moment {
  /** Milliseconds since 1970. */
  now: number;
  /** Whether nothing is to start by itself. */
  isPaused: boolean;
  /** When the latest pause of the route ended. */
  resumedAt?: number | undefined;
  /** Whether the transfer of a due time is on record already, by a look that was cut off. Without it, none is. */
  isClaimed?: (name: string, due: string) => boolean;
}

export const NO_BOOK: ScheduleBook = { schedules: [] };

/** A due time that is looked at later than that was missed. A timer that is late by a restart of the host is on time. */
export const ON_TIME_MS = 5 * 60_000;

const MOST_RUNS = 10;
/** A clock that was so far ahead was wrong: what it decided must not silence the schedule until then. */
const CLOCK_ERROR_MS = 24 * 60 * 60_000;

/**
 * Decides what all due times since the last look are to start. A schedule that is new, or whose times were changed, begins now; one
 * that is gone is forgotten. What was decided and has not started yet comes first: nothing is added to it.
 *
 * Each due time that is on time starts a transfer. Where some were missed, because nobody looked for a while or the route was
 * paused, only the latest of all can: when it is on time, or by `onMissed: run`.
 */
export function lookAt(book: ScheduleBook, schedules: readonly Schedule[], moment: Moment): ScheduleBook {
  return { schedules: schedules.map((schedule) => decide(stateOf(book, schedule, moment.now), schedule, moment)) };
}

/**
 * Notes what became of a due time that was to start a transfer. Twice is like once; of two hosts of which one was refused and the
 * other one started a transfer, the latter is right.
 */
export function noteRun(book: ScheduleBook, name: string, run: ScheduleRun): ScheduleBook {
  const schedules = book.schedules.map((state) => {
    if (state.name !== name) return state;
    const runs = state.runs.filter(({ due, failure }) => due !== run.due || !failure || run.transfer === undefined);
    const isNews = state.open.includes(run.due) || runs.length < state.runs.length;
    if (!isNews) return state;
    return { ...state, open: state.open.filter((due) => due !== run.due), runs: addRun(runs, run) };
  });
  return { schedules };
}

/** The state of a schedule; undefined before it was looked at first. */
export function findState(book: ScheduleBook, name: string): ScheduleState | undefined {
  return book.schedules.find((state) => state.name === name);
}

/** Due times that have not started, as far as is known, and that were decided before the latest pause ended. */
export function heldTimes({ schedules }: ScheduleBook, resumedAt: number | undefined): { name: string; due: string }[] {
  return schedules.flatMap((state) => heldIn(state, resumedAt).map((due) => ({ name: state.name, due })));
}

function heldIn({ open, pauseEnd }: ScheduleState, resumedAt: number | undefined): string[] {
  return pauseEndOf(resumedAt).pauseEnd === pauseEnd ? [] : open;
}

function pauseEndOf(resumedAt: number | undefined): Pick<ScheduleState, 'pauseEnd'> {
  return resumedAt === undefined ? {} : { pauseEnd: toText(resumedAt) };
}

function stateOf(book: ScheduleBook, { name, cron, timeZone }: Schedule, now: number): ScheduleState {
  const known = findState(book, name);
  const isSame = known?.cron === cron && known.timeZone === timeZone;
  if (isSame && Date.parse(known.after) <= now + CLOCK_ERROR_MS) return known;
  const { open = [], runs = [], pauseEnd } = known ?? {};
  return { name, cron, timeZone, after: toText(now), open, ...(pauseEnd !== undefined && { pauseEnd }), runs };
}

function decide(state: ScheduleState, schedule: Schedule, moment: Moment): ScheduleState {
  const { now, isPaused, resumedAt, isClaimed } = moment;
  const held = heldIn(state, resumedAt).filter((due) => !isClaimed?.(state.name, due));
  if (isPaused || held.length < state.open.length) return state;
  const times = readDueTimes(schedule);
  const after = Date.parse(state.after);
  const missedUntil = Math.min(now, Math.max(now - ON_TIME_MS, resumedAt ?? -Infinity));
  const lastMissed = times.latest(missedUntil) ?? -Infinity;
  const missed = [...held.map((due) => Date.parse(due)), ...(lastMissed > after ? [lastMissed] : [])];
  const onTime = dueBetween(times, Math.max(after, missedUntil), now);
  const latest = onTime.at(-1) ?? missed.at(-1);
  if (latest === undefined) return state;
  const decided = { ...state, after: toText(Math.max(after, latest)), ...pauseEndOf(resumedAt) };
  if (missed.length === 0) return { ...decided, open: onTime.map(toText) };
  const starts = onTime.length > 0 || schedule.onMissed === 'run';
  const dropped = starts ? lastBefore(latest) : latest;
  return {
    ...decided,
    open: starts ? [toText(latest)] : [],
    runs: dropped === undefined ? state.runs : addRun(state.runs, missedRun(dropped)),
  };

  function lastBefore(instant: number): number | undefined {
    const earlier = times.latest(instant - 1) ?? -Infinity;
    return earlier > after ? earlier : missed.filter((due) => due < instant).at(-1);
  }

  function missedRun(last: number): ScheduleRun {
    const first = held[0] ?? toText(times.next(after) ?? last);
    return { due: toText(last), at: toText(now), missedSince: first };
  }
}

function addRun(runs: readonly ScheduleRun[], run: ScheduleRun): ScheduleRun[] {
  return [run, ...runs].slice(0, MOST_RUNS);
}

function toText(instant: number): string {
  return new Date(instant).toISOString();
}
