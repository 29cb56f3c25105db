import { Cron, CronPattern } from 'croner';
import type { Words } from '../selection/words';
import type { Schedule } from './schedule';

/** When a schedule is due, in milliseconds since 1970, whole seconds. */
export interface DueTimes {
  /** The first one after an instant. */
  next(after: number): number | undefined;
  /** The last one at an instant or before it. */
  latest(until: number): number | undefined;
}

const MODE = { mode: '5-or-6-parts' } as const;
const FIELDS = ['second', 'minute', 'hour', 'day of the month', 'month', 'day of the week'];
const CRON =
  'a cron expression of five fields (minute, hour, day of the month, month, day of the week), such as "30 2 * * *", or of six, with the second first';
const TIME_ZONE = 'the IANA name of a time zone, such as "Europe/Berlin" or "UTC"';
/** Offsets such as `+02:00` are none: they know no daylight saving. */
const ZONE_NAME = /^[A-Za-z][\w+-]*(?:\/[\w+-]+)*$/;
const LONGEST_CRON = 200;
/** Days that there are come again within eight years; a day of the week of one that is leap, within forty. */
const ANY_TIME = Date.UTC(2000, 0, 1);

/**
 * Reads when a schedule is due, by the clock on the wall of its time zone. Where the hours are chosen, as in `30 2 * * *`, a
 * time that daylight saving leaves out is due when the clock goes on after the gap, once however many are left out, and one that
 * comes twice is due the first time. Where every hour is meant, as in `0 * * * *`, time simply goes on: what is left out is left
 * out, and what comes twice is due twice.
 *
 * @param schedule  one that was checked: another may throw
 */
export function readDueTimes({ cron, timeZone }: Pick<Schedule, 'cron' | 'timeZone'>): DueTimes {
  const times = new Cron(withoutSteps(cron), { ...MODE, timezone: timeZone, fixedTimeRule: 'no-wildcard' });
  return {
    next: (after) => times.nextRun(new Date(secondOf(after)))?.getTime(),
    latest: (until) => times.previousRuns(1, new Date(secondOf(until) + 1_000))[0]?.getTime(),
  };
}

function secondOf(instant: number): number {
  return Math.floor(instant / 1_000) * 1_000;
}

/** Tells the library by its own rule whether hours are chosen: it takes a step or wildcard of any time field for every hour. */
function withoutSteps(cron: string): string {
  const { second, minute, hour } = new CronPattern(cron, undefined, MODE);
  const hours = hour.every(Boolean) ? '*' : chosenIn(hour);
  return [chosenIn(second), chosenIn(minute), hours, ...fieldsOf(cron).slice(-3)].join(' ');
}

function chosenIn(flags: readonly number[]): string {
  return flags.flatMap((flag, value) => (flag ? [value] : [])).join(',');
}

function fieldsOf(cron: string): string[] {
  return cron.trim().split(/\s+/);
}

/** Why a text is no cron expression, or one that is never due. */
export function wordsForCron(cron: string): Partial<Words> | undefined {
  const fields = fieldsOf(cron);
  if (cron.length > LONGEST_CRON) {
    return { problem: `has ${cron.length} characters`, expected: `at most ${LONGEST_CRON}` };
  }
  if (fields.length !== 5 && fields.length !== 6) return { expected: CRON };
  const names = FIELDS.slice(-fields.length);
  const unreadable = names.find((_, index) => !isReadable(alone(fields, index)));
  if (unreadable !== undefined) return { problem: `has an unreadable ${unreadable}`, expected: CRON };
  if (!isReadable(cron)) return { problem: 'cannot be read', expected: CRON };
  if (readDueTimes({ cron, timeZone: 'UTC' }).next(ANY_TIME) !== undefined) return undefined;
  return { problem: 'is never due', expected: 'a day of the month that one of its months has' };
}

function alone(fields: readonly string[], index: number): string {
  return fields.map((field, position) => (position === index ? field : '*')).join(' ');
}

function isReadable(cron: string): boolean {
  try {
    new CronPattern(cron, undefined, MODE);
    return true;
  } catch {
    return false;
  }
}

/** Why a text is no time zone. */
export function wordsForTimeZone(timeZone: string): Partial<Words> | undefined {
  return ZONE_NAME.test(timeZone) && isKnown(timeZone) ? undefined : { expected: TIME_ZONE };
}

function isKnown(timeZone: string): boolean {
  try {
    return readDueTimes({ cron: '* * * * *', timeZone }).next(ANY_TIME) !== undefined;
  } catch {
    return false;
  }
}
