import { askAgainSeconds } from '../../../src/domain/slots/askAgainSeconds';

const HOUR = 3_600;

/** How often somebody asks who waits for so long. */
function asksIn(seconds: number): number {
  let asks = 0;
  for (let waited = 0; waited < seconds; waited += askAgainSeconds(waited)) asks += 1;
  return asks;
}

it('waits half a minute first, and five minutes when it has waited for long', () => {
  expect(askAgainSeconds(0)).toBe(30);
  expect(askAgainSeconds(HOUR)).toBe(300);
  expect(askAgainSeconds(8 * HOUR)).toBe(300);
});

it('asks seldom enough for the history of an orchestration', () => {
  expect(asksIn(12 * HOUR)).toBeLessThan(160);
  expect(asksIn(7 * 24 * HOUR)).toBeLessThan(450);
});
