import fc from 'fast-check';
import { readDueTimes, wordsForCron, wordsForTimeZone } from '../../../src/domain/schedule/cron';
import { dueBetween, nextTimes } from '../../../src/domain/schedule/dueTimes';

const DAY_MS = 24 * 60 * 60_000;

/** Nights in which clocks are changed: `gap` and `twice` are local times that do not exist, or come twice. */
const ZONES = [
  { timeZone: 'Europe/Berlin', gap: '2026-03-29 02:30', afterGap: '03:00', twice: '2026-10-25 02:30' },
  { timeZone: 'America/New_York', gap: '2026-03-08 02:30', afterGap: '03:00', twice: '2026-11-01 01:30' },
  { timeZone: 'Australia/Lord_Howe', gap: '2026-10-04 02:15', afterGap: '02:30', twice: '2026-04-05 01:45' },
] as const;

function localOf(instant: number, timeZone: string): string {
  return new Date(instant).toLocaleString('sv', { timeZone }).slice(0, 16);
}

/** Due times of a schedule on a local day and those around it, by the clock on the wall. */
function around(cron: string, timeZone: string, day: string): { due: number[]; local: string[] } {
  const noon = Date.parse(`${day}T12:00:00Z`);
  const due = dueBetween(readDueTimes({ cron, timeZone }), noon - 2 * DAY_MS, noon + 2 * DAY_MS);
  return { due, local: due.map((instant) => localOf(instant, timeZone)) };
}

function split(text: string): { day: string; hour: number; minute: number } {
  const [day = '', time = ''] = text.split(' ');
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return { day, hour, minute };
}

describe.each(ZONES)('when clocks change in $timeZone', ({ timeZone, gap, afterGap, twice }) => {
  it('a time that does not exist is due once, right after the gap', () => {
    const { day, hour, minute } = split(gap);
    const { local } = around(`${minute} ${hour} * * *`, timeZone, day);
    expect(local.filter((time) => time.startsWith(day))).toEqual([`${day} ${afterGap}`]);
    expect(local).toHaveLength(4);
  });

  it('a time that comes twice is due once, the first time', () => {
    const { day, hour, minute } = split(twice);
    const { due, local } = around(`${minute} ${hour} * * *`, timeZone, day);
    expect(local.filter((time) => time.startsWith(day))).toEqual([twice]);
    const first = due[local.indexOf(twice)] ?? 0;
    const isSecond = [30, 60].some((minutes) => localOf(first - minutes * 60_000, timeZone) === twice);
    expect(isSecond).toBe(false);
  });

  it('steps and lists within a chosen hour are no exception', () => {
    const { day, hour } = split(gap);
    const { local } = around(`*/10 ${hour} * * *`, timeZone, day);
    const times = local.filter((time) => time.startsWith(day));
    expect(times.filter((time) => time === `${day} ${afterGap}`)).toHaveLength(1);
    expect(new Set(times).size).toBe(times.length);
    const other = split(twice);
    const twiceDue = around(`*/15 ${other.hour} * * *`, timeZone, other.day).local;
    expect(twiceDue.filter((time) => time.startsWith(other.day))).toHaveLength(4);
  });

  it('every quarter of an hour is every quarter of an hour, all through both nights', () => {
    for (const { day } of [split(gap), split(twice)]) {
      const { due } = around('*/15 * * * *', timeZone, day);
      const steps = new Set(due.slice(1).map((instant, index) => instant - (due[index] ?? 0)));
      expect([...steps]).toEqual([15 * 60_000]);
    }
  });

  it('any daily time is due exactly once on each day of a year', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), (hour, minute) => {
        const times = readDueTimes({ cron: `${minute} ${hour} * * *`, timeZone });
        const days = dueBetween(times, Date.UTC(2026, 0, 1, 12), Date.UTC(2027, 0, 1, 12)).map((instant) =>
          localOf(instant, timeZone).slice(0, 10),
        );
        expect(days).toHaveLength(365);
        expect(new Set(days).size).toBe(365);
      }),
      { numRuns: 6 },
    );
  });
});

describe('due times', () => {
  const cron = fc.constantFrom(
    '30 2 * * *',
    '*/20 1,2 * * *',
    '0 */2 * * *',
    '*/25 * * * *',
    '15 30 1 * * SUN',
    '0 0 L * *',
  );
  const zone = fc.constantFrom(...ZONES.map(({ timeZone }) => timeZone));
  const instant = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) });

  it('the latest one before an instant and the next one after it are neighbours', () => {
    fc.assert(
      fc.property(cron, zone, instant, (text, timeZone, at) => {
        const times = readDueTimes({ cron: text, timeZone });
        const next = times.next(at) ?? 0;
        const latest = times.latest(at) ?? 0;
        expect(next).toBeGreaterThan(at);
        expect(latest).toBeLessThanOrEqual(at);
        expect(times.next(latest)).toBe(next);
        expect(times.latest(next)).toBe(next);
        expect(times.latest(next - 1)).toBe(latest);
      }),
      { numRuns: 150 },
    );
  });

  it('a span that is looked at in pieces has the same ones as in one piece, each once', () => {
    fc.assert(
      fc.property(cron, zone, instant, fc.array(fc.nat(DAY_MS), { maxLength: 6 }), (text, timeZone, from, cuts) => {
        const times = readDueTimes({ cron: text, timeZone });
        const ends = [from, ...cuts.map((cut) => from + cut).sort((one, other) => one - other), from + DAY_MS];
        const pieces = ends.slice(1).flatMap((end, index) => dueBetween(times, ends[index] ?? 0, end));
        expect(pieces).toEqual(dueBetween(times, from, from + DAY_MS));
      }),
      { numRuns: 60 },
    );
  });

  it('the next ones go on from an instant, which is none of them', () => {
    const times = readDueTimes({ cron: '*/5 * * * * *', timeZone: 'UTC' });
    const next = nextTimes(times, Date.parse('2026-11-28T09:00:00Z'), 3).map((due) => new Date(due).toISOString());
    expect(next).toEqual(['2026-11-28T09:00:05.000Z', '2026-11-28T09:00:10.000Z', '2026-11-28T09:00:15.000Z']);
  });

  it('the 29th of February comes when there is one', () => {
    const times = readDueTimes({ cron: '0 0 29 2 *', timeZone: 'UTC' });
    const years = nextTimes(times, Date.UTC(2026, 0, 1), 2).map((due) => new Date(due).getUTCFullYear());
    expect(years).toEqual([2028, 2032]);
  });
});

describe('what is no cron expression', () => {
  it.each([
    '30 2 * * *',
    '0 30 2 * * *',
    '*/5 * * * * *',
    '0 0 29 2 *',
    '0 8 * * MON-FRI',
    '0 0 L * *',
    ' 0  0 * * * ',
  ])('%j is one', (cron) => expect(wordsForCron(cron)).toBeUndefined());

  it.each([
    ['', undefined],
    ['nightly', undefined],
    ['@daily', undefined],
    ['* * * *', undefined],
    ['0 0 0 1 1 * 2026', undefined],
    ['2026-11-28T00:00:00Z', undefined],
    ['60 2 * * *', 'has an unreadable minute'],
    ['30 24 * * *', 'has an unreadable hour'],
    ['0 30 2 32 * *', 'has an unreadable day of the month'],
    ['30 2 * 13 *', 'has an unreadable month'],
    ['30 2 * * NOON', 'has an unreadable day of the week'],
    ['30 2 31 2 *', 'is never due'],
    ['30 2 30 2 *', 'is never due'],
    ['30 2 31 4,6,9,11 *', 'is never due'],
    [`${'0,'.repeat(200)}0 2 * * *`, 'has 409 characters'],
  ])('%j', (cron, problem) => {
    const words = wordsForCron(cron);
    expect(words?.expected).toEqual(expect.any(String));
    expect(words?.problem).toBe(problem);
  });

  it('any text is judged without an exception, and in time', () => {
    fc.assert(fc.property(fc.string({ maxLength: 40 }), (text) => void wordsForCron(text)));
    const field = fc.stringMatching(/^[0-9*,/LW#?+-]{1,6}$/);
    fc.assert(
      fc.property(fc.array(field, { minLength: 5, maxLength: 6 }), (fields) => {
        const text = fields.join(' ');
        if (wordsForCron(text) !== undefined) return;
        expect(readDueTimes({ cron: text, timeZone: 'Europe/Berlin' }).next(Date.UTC(2026, 0, 1))).toBeDefined();
      }),
    );
  });
});

describe('what is no time zone', () => {
  it.each(['Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+2', 'UTC'])('%s is one', (name) =>
    expect(wordsForTimeZone(name)).toBeUndefined(),
  );

  it.each(['', 'Europe/Bern', '+02:00', 'W. Europe Standard Time', 'Europe/Berlin '])('%j', (name) =>
    expect(wordsForTimeZone(name)).toMatchObject({ expected: expect.stringContaining('IANA') as string }),
  );
});
