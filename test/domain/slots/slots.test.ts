import fc from 'fast-check';
import {
  BELIEVED_GONE_SECONDS,
  dropDead,
  handedOver,
  holds,
  NO_SLOTS,
  release,
  take,
  waits,
  type Slots,
} from '../../../src/domain/slots/slots';

const BEGUN = Date.UTC(2026, 10, 28, 9);
const at = (second: number): string => new Date(BEGUN + second * 1000).toISOString();
const claim = (run: string, limit = 1, instance = `of ${run}`) => ({ run, instance, limit });
const runsOf = (places: Slots['holders']): string[] => places.map(({ run }) => run);

/** What runs ask for, one after the other. */
function after(...steps: ((slots: Slots, now: string) => Slots)[]): Slots {
  return steps.reduce((slots, step, second) => step(slots, at(second)), NO_SLOTS);
}

const takes =
  (run: string, limit?: number, instance?: string) =>
  (slots: Slots, now: string): Slots =>
    take(slots, claim(run, limit, instance), now);
const releases =
  (run: string, instance = `of ${run}`) =>
  (slots: Slots, now: string): Slots =>
    release(slots, { run, instance }, now);

it('who comes when none is free waits, and gets the slot that is given back', () => {
  const full = after(takes('a'), takes('b'), takes('c'));
  expect([runsOf(full.holders), runsOf(full.waiters)]).toEqual([['a'], ['b', 'c']]);
  const handed = release(full, claim('a'), at(10));
  expect([runsOf(handed.holders), runsOf(handed.waiters)]).toEqual([['b'], ['c']]);
  expect(handed.holders[0]?.since).toBe(at(10));
  expect(handedOver(full, handed)).toEqual(handed.holders);
});

it('who waits no longer leaves the line', () => {
  const left = after(takes('a'), takes('b'), takes('c'), releases('b'), releases('a'));
  expect([runsOf(left.holders), runsOf(left.waiters)]).toEqual([['c'], []]);
});

it('a lowered limit is honoured as holders leave, a raised one as soon as somebody asks', () => {
  const lowered = after(takes('a', 3), takes('b', 3), takes('c', 3), takes('d', 1), releases('a'), releases('b'));
  expect([runsOf(lowered.holders), runsOf(lowered.waiters)]).toEqual([['c'], ['d']]);
  expect(runsOf(release(lowered, claim('c'), at(9)).holders)).toEqual(['d']);
  expect(runsOf(take(lowered, claim('d', 2), at(9)).holders)).toEqual(['c', 'd']);
});

it('a run that is at work already gets a slot beyond the limit, and its place in the line is gone', () => {
  const full = after(takes('a'), takes('b'), takes('c'));
  const beyond = take(full, claim('c', 1, 'later life'), at(9), { beyond: true });
  expect([runsOf(beyond.holders), runsOf(beyond.waiters)]).toEqual([['a', 'c'], ['b']]);
  expect(runsOf(release(beyond, claim('a'), at(10)).holders)).toEqual(['c']);
});

it('an orchestration that goes on with the run of an earlier one has its slot, and its place in the line', () => {
  const held = after(takes('a'), takes('b'), takes('a', 1, 'later life'), takes('b', 1, 'later life'));
  expect(held.holders).toMatchObject([{ run: 'a', instance: 'later life', since: at(0) }]);
  expect(held.waiters).toMatchObject([{ run: 'b', instance: 'later life', since: at(1) }]);
  expect(release(held, claim('a'), at(9))).toEqual(held);
  expect(runsOf(release(held, claim('a', 1, 'later life'), at(9)).holders)).toEqual(['b']);
});

describe('whose orchestration is gone', () => {
  const full = after(takes('a'), takes('b'), takes('c'));
  const look = (slots: Slots, second: number, running: Record<string, boolean>): Slots =>
    dropDead(slots, new Map(Object.entries(running)), at(second));
  const second = 100;
  const later = second + BELIEVED_GONE_SECONDS;

  it('loses its slot at the second look, not at the first one, nor too soon after it', () => {
    const missed = look(full, second, { 'of a': false });
    expect([runsOf(missed.holders), runsOf(missed.waiters)]).toEqual([['a'], ['b', 'c']]);
    expect(look(missed, later - 1, { 'of a': false })).toEqual(missed);
    const gone = look(missed, later, { 'of a': false });
    expect([runsOf(gone.holders), runsOf(gone.waiters)]).toEqual([['b'], ['c']]);
  });

  it('loses its place in the line in the same way', () => {
    const gone = look(look(full, second, { 'of b': false }), later, { 'of b': false });
    expect([runsOf(gone.holders), runsOf(gone.waiters)]).toEqual([['a'], ['c']]);
  });

  it('is passed over in the line as long as it is missed', () => {
    const missed = look(full, second, { 'of b': false });
    const handed = release(missed, claim('a'), at(second));
    expect([runsOf(handed.holders), runsOf(handed.waiters)]).toEqual([['c'], ['b']]);
  });

  it.each([
    ['is seen running', (slots: Slots) => look(slots, later - 1, { 'of a': true })],
    ['asks itself', (slots: Slots) => take(slots, claim('a'), at(later - 1))],
  ])('is not missed any more when it %s', (_, seen) => {
    const missed = look(full, second, { 'of a': false });
    expect(seen(missed)).toEqual(full);
    expect(runsOf(look(seen(missed), later, { 'of a': false }).holders)).toEqual(['a']);
  });
});

/** Anything that may happen to the slots of a registry. */
type Step = { does: 'take' | 'release' | 'miss' | 'see'; run: string };
const RUNS = ['a', 'b', 'c', 'd', 'e'];
const steps = fc.array(
  fc.record({
    does: fc.constantFrom<Step['does']>('take', 'take', 'release', 'miss', 'see'),
    run: fc.constantFrom(...RUNS),
  }),
  { maxLength: 60 },
);
const limits = fc.integer({ min: 1, max: 3 });

function play(slots: Slots, { does, run }: Step, limit: number, second: number): Slots {
  if (does === 'take') return take(slots, claim(run, limit), at(second));
  if (does === 'release') return release(slots, claim(run), at(second));
  return dropDead(slots, new Map([[`of ${run}`, does === 'see']]), at(second));
}

/** The slots before and after each step, each half a minute later. */
function course(all: Step[], limit: number): { step: Step; before: Slots; after: Slots; second: number }[] {
  let slots = NO_SLOTS;
  return all.map((step, index) => {
    const before = slots;
    slots = play(before, step, limit, index * 30);
    return { step, before, after: slots, second: index * 30 };
  });
}

it('never more hold a slot than the limit, each once, and nobody both holds and waits', () => {
  fc.assert(
    fc.property(steps, limits, (all, limit) => {
      for (const { after: slots } of course(all, limit)) {
        expect(slots.holders.length).toBeLessThanOrEqual(limit);
        const runs = [...runsOf(slots.holders), ...runsOf(slots.waiters)];
        expect(new Set(runs).size).toBe(runs.length);
      }
    }),
  );
});

it('no slot stays free while somebody waits who is there', () => {
  fc.assert(
    fc.property(steps, limits, (all, limit) => {
      for (const { after: slots } of course(all, limit)) {
        const ready = slots.waiters.some(({ missedSince }) => missedSince === undefined);
        expect(ready && slots.holders.length < limit).toBe(false);
      }
    }),
  );
});

it('slots go to those who are there in the order in which they came', () => {
  fc.assert(
    fc.property(steps, limits, (all, limit) => {
      for (const { step, before, after: slots } of course(all, limit)) {
        const asks = step.does === 'take' && !holds(before, step.run) && !waits(before, step.run) ? [step.run] : [];
        const isThere = (run: string): boolean =>
          run === step.run
            ? step.does !== 'miss'
            : before.waiters.some((place) => place.run === run && place.missedSince === undefined);
        const line = [...runsOf(before.waiters), ...asks].filter(isThere);
        const handed = runsOf(handedOver(before, slots));
        expect(handed).toEqual(
          line.filter((run) => run !== step.run || step.does !== 'release').slice(0, handed.length),
        );
        expect(runsOf(slots.waiters)).toEqual([...runsOf(before.waiters), ...asks].filter((run) => waits(slots, run)));
      }
    }),
  );
});

it('asking twice is asking once, and so is giving back', () => {
  fc.assert(
    fc.property(steps, limits, fc.constantFrom(...RUNS), (all, limit, run) => {
      const slots = course(all, limit).at(-1)?.after ?? NO_SLOTS;
      for (const does of ['take', 'release'] as const) {
        const once = play(slots, { does, run }, limit, 9_000);
        expect(play(once, { does, run }, limit, 9_000)).toEqual(once);
      }
    }),
  );
});

it('whoever else has died, one who asks again and again gets a slot', () => {
  fc.assert(
    fc.property(steps, limits, (all, limit) => {
      let slots = course(all, limit).at(-1)?.after ?? NO_SLOTS;
      const others = new Map(RUNS.map((run) => [`of ${run}`, false]));
      for (const second of [9_000, 9_000 + BELIEVED_GONE_SECONDS]) {
        slots = dropDead(take(slots, claim('new', limit), at(second)), others, at(second));
      }
      expect(runsOf(slots.holders)).toEqual(['new']);
    }),
  );
});
