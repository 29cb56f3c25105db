import { isDelivered, isFinal, retryWait } from '../../../local/eventGrid/retrySchedule';

const MINUTE = 60_000;

describe('retrySchedule', () => {
  it.each([
    [1, 500, 10_000],
    [2, undefined, 30_000],
    [3, 500, MINUTE],
    [9, 500, 360 * MINUTE],
    [29, 500, 720 * MINUTE],
    [1, 404, 5 * MINUTE],
    [1, 408, 2 * MINUTE],
    [1, 503, 30_000],
    [5, 503, 10 * MINUTE],
  ])('after attempt %d, answered %s, waits %d ms', (attempts, status, wait) => {
    expect(retryWait(attempts, status, { factor: 1, random: 0 })).toBe(wait);
  });

  it('is scaled, and spread a little by chance', () => {
    expect(retryWait(1, 500, { factor: 0.1, random: 0.5 })).toBeCloseTo(1_050);
  });

  it.each([
    [200, true, false],
    [202, true, false],
    [204, true, false],
    [205, false, false],
    [302, false, false],
    [400, false, true],
    [404, false, false],
    [413, false, true],
    [500, false, false],
    [undefined, false, false],
  ])('%s: delivered %s, final %s', (status, delivered, final) => {
    expect(isDelivered(status)).toBe(delivered);
    expect(isFinal(status)).toBe(final);
  });
});
