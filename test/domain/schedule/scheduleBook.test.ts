import fc from 'fast-check';
import { readDueTimes } from '../../../src/domain/schedule/cron';
import { dueBetween } from '../../../src/domain/schedule/dueTimes';
import type { Schedule } from '../../../src/domain/schedule/schedule';
import { lookAt, NO_BOOK, noteRun, ON_TIME_MS, type ScheduleBook } from '../../../src/domain/schedule/scheduleBook';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-11-28T09:00:00.000Z');
const schedule = (changes: Partial<Schedule> = {}): Schedule => ({
  ...{ name: 'nightly', cron: '30 2 * * *', timeZone: 'UTC', onMissed: 'run' },
  ...changes,
});
const text = (instant: number): string => new Date(instant).toISOString();

/** A book of one schedule, on virtual time. */
function keep(first: Schedule) {
  let book: ScheduleBook = NO_BOOK;
  let current = first;
  const started: string[] = [];
  const look = (now: number, pause: { isPaused?: boolean; resumedAt?: number } = {}): string[] => {
    book = lookAt(book, [current], { now, isPaused: false, ...pause });
    return book.schedules[0]?.open ?? [];
  };
  return {
    look,
    /** Looks, and starts all that is to start. */
    tick(now: number, pause: { isPaused?: boolean; resumedAt?: number } = {}): string[] {
      const open = look(now, pause);
      if (pause.isPaused) return [];
      for (const due of open) {
        book = noteRun(book, current.name, { due, at: text(now), transfer: `t ${due}` });
        started.push(due);
      }
      return open;
    },
    edit: (edited: Schedule) => (current = edited),
    started,
    state: () => book.schedules[0],
    book: () => book,
  };
}

it('a new schedule begins now', () => {
  const { tick, state } = keep(schedule({ cron: '* * * * *' }));
  expect(tick(NOW)).toEqual([]);
  expect(state()).toMatchObject({ after: text(NOW), open: [], runs: [] });
});

it('each due time that is on time starts one, in order, and a second look starts none', () => {
  const { look, tick } = keep(schedule({ cron: '*/20 * * * * *' }));
  tick(NOW);
  const due = ['2026-11-28T09:00:20.000Z', '2026-11-28T09:00:40.000Z', '2026-11-28T09:01:00.000Z'];
  expect(look(NOW + MINUTE)).toEqual(due);
  expect(look(NOW + MINUTE)).toEqual(due);
  expect(tick(NOW + MINUTE)).toEqual(due);
  expect(tick(NOW + MINUTE)).toEqual([]);
});

it('what is decided and has not started comes first, however late', () => {
  const { look, tick } = keep(schedule({ onMissed: 'skip' }));
  tick(Date.parse('2026-11-28T02:29:00Z'));
  expect(look(Date.parse('2026-11-28T02:30:10Z'))).toEqual(['2026-11-28T02:30:00.000Z']);
  expect(look(Date.parse('2026-11-29T02:30:10Z'))).toEqual(['2026-11-28T02:30:00.000Z']);
  expect(tick(Date.parse('2026-11-29T02:30:20Z'))).toEqual(['2026-11-28T02:30:00.000Z']);
  expect(tick(Date.parse('2026-11-29T02:30:20Z'))).toEqual(['2026-11-29T02:30:00.000Z']);
});

describe('after a month without a look', () => {
  const later = Date.parse('2026-12-28T12:00:00Z');
  const latest = '2026-12-28T02:30:00.000Z';

  it('run: the latest due time starts one, once, and the others are told', () => {
    const { tick, state } = keep(schedule());
    tick(NOW);
    expect(tick(later)).toEqual([latest]);
    expect(tick(later + MINUTE)).toEqual([]);
    expect(state()?.runs).toEqual([
      { due: latest, at: text(later), transfer: `t ${latest}` },
      { due: '2026-12-27T02:30:00.000Z', at: text(later), missedSince: '2026-11-29T02:30:00.000Z' },
    ]);
  });

  it('skip: none starts, and that is told', () => {
    const { tick, state } = keep(schedule({ onMissed: 'skip' }));
    tick(NOW);
    expect(tick(later)).toEqual([]);
    expect(state()?.runs).toEqual([{ due: latest, at: text(later), missedSince: '2026-11-29T02:30:00.000Z' }]);
    expect(tick(Date.parse('2026-12-29T02:31:00Z'))).toEqual(['2026-12-29T02:30:00.000Z']);
  });

  it.each(['run', 'skip'] as const)('%s: of a schedule that is due all the time, one', (onMissed) => {
    const { tick, state } = keep(schedule({ cron: '* * * * * *', onMissed }));
    tick(NOW);
    expect(tick(later)).toEqual([text(later)]);
    expect(state()?.runs.at(-1)).toMatchObject({ due: text(later - 1_000), missedSince: text(NOW + 1_000) });
    expect(tick(later + 2_000)).toEqual([text(later + 1_000), text(later + 2_000)]);
  });
});

it.each([
  [ON_TIME_MS - 1_000, 1],
  [ON_TIME_MS + 1_000, 0],
])('a look that is %i ms late starts %i where missed ones are skipped', (late, count) => {
  const { tick } = keep(schedule({ onMissed: 'skip' }));
  tick(NOW);
  expect(tick(Date.parse('2026-11-29T02:30:00Z') + late)).toHaveLength(count);
});

describe('a pause', () => {
  const paused = { isPaused: true };
  const due = Date.parse('2026-11-29T02:30:00Z');

  it.each([
    ['run', 1],
    ['skip', 0],
  ] as const)('what was due in it was missed, however short it was: %s', (onMissed, count) => {
    const { tick } = keep(schedule({ onMissed }));
    tick(NOW);
    tick(due - MINUTE, paused);
    expect(tick(due + 1_000, paused)).toEqual([]);
    expect(tick(due + MINUTE, { resumedAt: due + 30_000 })).toHaveLength(count);
    expect(tick(due + 2 * MINUTE, { resumedAt: due + 30_000 })).toEqual([]);
  });

  it('what is due after it starts as ever', () => {
    const { tick } = keep(schedule({ onMissed: 'skip' }));
    tick(NOW);
    expect(tick(due + 1_000, { resumedAt: due - 1_000 })).toEqual([text(due)]);
  });

  it('what was decided before it, and has not started, was missed as well', () => {
    const { look, tick, state } = keep(schedule({ onMissed: 'skip' }));
    tick(NOW);
    look(due + 1_000);
    tick(due + 2_000, paused);
    expect(tick(due + HOUR, { resumedAt: due + HOUR - 1_000 })).toEqual([]);
    expect(state()).toMatchObject({ open: [], runs: [{ due: text(due), missedSince: text(due) }] });
  });

  it('a schedule that is new in it begins then', () => {
    const { tick, state } = keep(schedule());
    tick(due - MINUTE, paused);
    expect(state()?.after).toBe(text(due - MINUTE));
  });
});

describe('a schedule that was edited', () => {
  it('begins anew with another cron or another time zone, and keeps its runs', () => {
    const { tick, edit, state } = keep(schedule());
    tick(NOW);
    tick(Date.parse('2026-11-29T02:31:00Z'));
    for (const changes of [{ cron: '30 3 * * *' }, { cron: '30 3 * * *', timeZone: 'Europe/Berlin' }]) {
      edit(schedule(changes));
      expect(tick(Date.parse('2026-11-30T12:00:00Z'))).toEqual([]);
      expect(state()).toMatchObject({ ...changes, after: '2026-11-30T12:00:00.000Z', runs: [{}] });
    }
  });

  it('goes on with anything else', () => {
    const { tick, edit } = keep(schedule());
    tick(NOW);
    edit(schedule({ everything: true }));
    expect(tick(Date.parse('2026-11-29T02:31:00Z'))).toEqual(['2026-11-29T02:30:00.000Z']);
  });

  it('that comes back after it was gone, begins anew', () => {
    const { tick, book } = keep(schedule());
    tick(NOW);
    const gone = lookAt(book(), [], { now: NOW, isPaused: false });
    expect(gone).toEqual(NO_BOOK);
    const back = lookAt(gone, [schedule()], { now: NOW + 30 * DAY, isPaused: false });
    expect(back.schedules).toMatchObject([{ open: [], runs: [] }]);
  });
});

describe('a clock', () => {
  it('that is set back starts nothing again', () => {
    const { tick, started } = keep(schedule({ cron: '0 * * * *' }));
    tick(NOW - MINUTE);
    tick(NOW);
    tick(NOW - 30 * MINUTE);
    for (let now = NOW - 30 * MINUTE; now <= NOW + HOUR; now += MINUTE) tick(now);
    expect(started).toEqual([text(NOW), text(NOW + HOUR)]);
  });

  it('that was years ahead does not silence a schedule for years', () => {
    const { tick } = keep(schedule());
    tick(NOW + 1_000 * DAY);
    tick(NOW);
    expect(tick(Date.parse('2026-11-29T02:31:00Z'))).toEqual(['2026-11-29T02:30:00.000Z']);
  });
});

it('at most the latest ten are kept', () => {
  const { tick, state } = keep(schedule({ cron: '* * * * *' }));
  for (let minute = 0; minute < 30; minute += 1) tick(NOW + minute * MINUTE);
  expect(state()?.runs.map(({ due }) => due)).toHaveLength(10);
  expect(state()?.runs[0]?.due).toBe(text(NOW + 29 * MINUTE));
});

describe('what became of a due time', () => {
  const due = '2026-11-29T02:30:00.000Z';
  const at = '2026-11-29T02:31:00.000Z';
  const failure = { code: 'route_busy', message: 'busy', nextStep: 'wait' } as const;
  const opened = (): ScheduleBook => {
    const { look, book } = keep(schedule());
    look(NOW);
    look(Date.parse(at));
    return book();
  };

  it('is noted once', () => {
    const noted = noteRun(opened(), 'nightly', { due, at, transfer: 't1' });
    expect(noted.schedules).toMatchObject([{ open: [], runs: [{ due, transfer: 't1' }] }]);
    expect(noteRun(noted, 'nightly', { due, at: text(NOW), transfer: 't1' })).toEqual(noted);
    expect(noteRun(noted, 'nightly', { due, at, failure })).toEqual(noted);
    expect(noteRun(noted, 'weekly', { due, at, failure })).toEqual(noted);
  });

  it('is a start, where one host was refused and another one was not', () => {
    const refused = noteRun(opened(), 'nightly', { due, at, failure });
    const noted = noteRun(refused, 'nightly', { due, at, transfer: 't1' });
    expect(noted.schedules[0]?.runs).toEqual([{ due, at, transfer: 't1' }]);
  });
});

it('however looks fall, each due time starts one at most, and looks that are never late miss none', () => {
  const cron = fc.constantFrom('* * * * *', '*/7 * * * * *', '30 2 * * *', '0 */6 * * *', '*/13 1-3 * * *');
  const zone = fc.constantFrom('Europe/Berlin', 'Australia/Lord_Howe', 'UTC');
  const steps = fc.array(fc.integer({ min: -10 * MINUTE, max: ON_TIME_MS }), { maxLength: 40 });
  const begin = fc.constantFrom('2026-03-29T00:00:00Z', '2026-10-25T00:00:00Z', '2026-10-03T14:00:00Z');
  fc.assert(
    fc.property(cron, zone, steps, begin, (text_, timeZone, deltas, from) => {
      const one = schedule({ cron: text_, timeZone, onMissed: 'skip' });
      const { tick, started } = keep(one);
      const first = Date.parse(from);
      let now = first;
      let furthest = first;
      tick(now);
      for (const delta of deltas) {
        now += delta;
        // A clock may be set back; what it shows for the first time, it shows within minutes.
        if (now > furthest + ON_TIME_MS) now = furthest + ON_TIME_MS;
        furthest = Math.max(furthest, now);
        tick(now);
      }
      expect(started).toEqual(dueBetween(readDueTimes(one), first, furthest).map(text));
    }),
    { numRuns: 100 },
  );
});
