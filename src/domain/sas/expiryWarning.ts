export const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Whether a look each hour is the first one of its day (UTC). @param now  milliseconds since 1970 */
export function isFirstOfDay(now: number): boolean {
  return Math.floor(now / DAY_MS) !== Math.floor((now - HOUR_MS) / DAY_MS);
}

/** Days before its end at which a SAS that nobody renews is warned of. */
const THRESHOLDS = [1, 7, 30];

/**
 * How a look each hour warns of a SAS that ends: at the first look after each threshold is crossed, and at the first one of each day
 * (UTC) from then on; undefined where there is nothing to warn of now.
 *
 * @param expiresAt  milliseconds since 1970
 */
export function expiryWarning(expiresAt: number, now: number): string | undefined {
  const left = expiresAt - now;
  const crosses = (days: number): boolean => left <= days * DAY_MS && left + HOUR_MS > days * DAY_MS;
  const threshold = THRESHOLDS.find((days) => left <= days * DAY_MS);
  if (threshold === undefined || !(isFirstOfDay(now) || [0, ...THRESHOLDS].some(crosses))) return undefined;
  const at = new Date(expiresAt).toISOString();
  if (left <= 0) return `expired at ${at}`;
  return `ends at ${at}, in less than ${threshold === 1 ? 'a day' : `${threshold} days`}`;
}
