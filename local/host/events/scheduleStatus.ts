import type { Cron } from 'croner';

/** What is remembered of a timer; milliseconds since 1970. */
export interface ScheduleStatus {
  /** When it ran last; absent when it never did. */
  last?: number;
  /** When it is due next; absent when it never is again. */
  next?: number;
  /** The time that `next` was reckoned from; absent when nothing was kept yet. */
  lastUpdated?: number;
}

/** The first due time after `time`; absent when there is none. */
export function nextAfter(schedule: Cron, time: number): { next?: number } {
  const next = schedule.nextRun(new Date(time))?.getTime();
  return next === undefined ? {} : { next };
}

/**
 * Where a timer stands when its host starts, as the timer extension reckons it: a due time that was kept, and has passed, is
 * past due; one of another schedule is reckoned anew, and is not.
 *
 * Source: ScheduleMonitor.CheckPastDueAsync in github.com/Azure/azure-webjobs-sdk-extensions.
 *
 * @param kept what was remembered, if anything
 * @returns the status to begin with, and whether it has to be kept
 */
export function statusAtStart(
  schedule: Cron,
  kept: ScheduleStatus | undefined,
  now: number,
): { status: ScheduleStatus; isNew: boolean; isPastDue: boolean } {
  if (!kept) return { status: nextAfter(schedule, now), isNew: true, isPastDue: false };
  const reckonedFrom = kept.last ?? kept.lastUpdated ?? now;
  const expected = nextAfter(schedule, reckonedFrom).next;
  if (expected === kept.next)
    return { status: kept, isNew: false, isPastDue: kept.next !== undefined && now > kept.next };
  const lastUpdated = expected === undefined || now > expected ? now : reckonedFrom;
  return { status: { ...nextAfter(schedule, lastUpdated), lastUpdated }, isNew: true, isPastDue: false };
}

const OCCURRENCES = 10;
const MINUTE = 60_000;

/** Whether due times lie a minute apart at least: only then is a schedule monitored unless it is asked for. */
export function isMonitored(schedule: Cron, now: number): boolean {
  const times = schedule.nextRuns(OCCURRENCES, new Date(now)).map((time) => time.getTime());
  return times.every((time, index) => index === 0 || time - (times[index - 1] ?? 0) >= MINUTE);
}
