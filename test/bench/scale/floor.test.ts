import { floorSeconds } from '../../../bench/scale/floor';

const TIMES = { exportSeconds: 6, importSeconds: 6 };

it.each([
  ['no batch takes no time', 0, { exports: 10, imports: 5 }, 0],
  ['one is exported, then imported', 1, { exports: 10, imports: 5 }, 12],
  ['imports wait for slots', 20, { exports: 10, imports: 5 }, 30],
  ['exports wait for slots', 4, { exports: 1, imports: 5 }, 30],
  ['one after the other in both', 3, { exports: 1, imports: 1 }, 24],
])('%s', (_, batches, windows, seconds) => {
  expect(floorSeconds(batches, TIMES, windows)).toBe(seconds);
});
