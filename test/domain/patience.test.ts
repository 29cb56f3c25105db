import { backoffSeconds, chanceFrom } from '../../src/domain/patience';

it('waits grow to ten minutes, and chance takes off at most half', () => {
  const longest = Array.from({ length: 12 }, (_, tries) => backoffSeconds(tries + 1, 0));
  expect(longest).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600, 600]);
  expect(backoffSeconds(10, 0.999)).toBeGreaterThanOrEqual(300);
  expect(backoffSeconds(10_000, 0)).toBe(600);
});

it('what a service asks for is never undercut', () => {
  expect(backoffSeconds(1, 0.9, 3_600)).toBe(3_600);
  expect(backoffSeconds(10, 0, 5)).toBe(600);
});

it('the chance of an orchestration follows from its texts, and is spread', () => {
  expect(chanceFrom('t1', 'planTransfer', 1)).toBe(chanceFrom('t1', 'planTransfer', 1));
  const drawn = Array.from({ length: 1_000 }, (_, index) => chanceFrom('t1', 'planTransfer', index));
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...drawn)).toBeLessThan(1);
  expect(drawn.reduce((sum, one) => sum + one, 0) / drawn.length).toBeCloseTo(0.5, 1);
});
