import fc from 'fast-check';
import { placeAfter, placeWithin, windowAt } from '../../../src/domain/retention/historyWindow';
import type { Place } from '../../../src/domain/retention/cleanup';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const NOW = Date.parse('2026-11-29T02:00:00.000Z');

it('windows follow each other from the youngest to the beginning of time, whatever is found', () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.constantFrom(0, 100, 101, 1_000, 1_001)), fc.nat(999), (founds, ms) => {
      let place: Place | undefined = {};
      let next = NOW;
      for (let step = 0; place && step < 500; step += 1) {
        const { from, to } = windowAt(place, NOW + ms);
        expect(to).toBe(next);
        expect(to - from).toBeGreaterThanOrEqual(Math.min(HOUR, to));
        expect(from % SECOND).toBe(0);
        // What is found in so long a time ends.
        const found: number = step < 100 ? (founds.next().value as number) : 0;
        place = placeAfter({ from, to }, found);
        next = from;
      }
      expect([place, next]).toEqual([undefined, 0]);
    }),
  );
});

it('an empty task hub is looked through in a few windows', () => {
  let place: Place | undefined = {};
  let windows = 0;
  for (; place; windows += 1) place = placeAfter(windowAt(place, NOW), 0);
  expect(windows).toBeLessThan(12);
});

it('a window of which only some was dealt with goes on there', () => {
  const window = windowAt({}, NOW);
  const rest = windowAt(placeWithin(window, NOW - HOUR), NOW);
  expect(rest).toEqual({ from: window.from, to: NOW - HOUR });
});
