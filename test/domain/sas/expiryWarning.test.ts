import { expiryWarning } from '../../../src/domain/sas/expiryWarning';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const END = Date.parse('2026-12-31T15:00:00Z');

/** The looks, twenty past every hour, that warn, as days that are left. */
function warnings(from: number, to: number) {
  const found: { left: number; text: string }[] = [];
  const first = Math.ceil((END - from * DAY) / HOUR) * HOUR + HOUR / 3;
  for (let now = first; now < END - to * DAY; now += HOUR) {
    const text = expiryWarning(END, now);
    if (text !== undefined) found.push({ left: (END - now) / DAY, text });
  }
  return found;
}

it('nobody is warned of what ends in more than thirty days', () => {
  expect(warnings(60, 30)).toEqual([]);
});

it('each threshold is told when it is crossed, and once a day from then on', () => {
  const all = warnings(30, 0);
  expect(all.length).toBeLessThanOrEqual(30 + 3);
  for (const days of [30, 7, 1]) {
    const crossed = all.find(({ left }) => left <= days && left > days - 1 / 24);
    expect(crossed?.text).toContain(days === 1 ? 'in less than a day' : `in less than ${days} days`);
  }
  expect(all[0]?.text).toContain('ends at 2026-12-31T15:00:00.000Z');
});

it('one that has expired is told so, at once and every day', () => {
  const late = warnings(0, -3);
  expect(late.map(({ text }) => text)).toEqual(Array(late.length).fill('expired at 2026-12-31T15:00:00.000Z'));
  expect(late).toHaveLength(1 + 3);
});
