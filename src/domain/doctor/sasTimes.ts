import type { SasFields } from './sasFields';

/** What is wrong with the times of a SAS. */
export interface TimeProblem {
  /** The end of a sentence. */
  readonly problem: string;
  /** Whether it is valid now. */
  readonly isLight: boolean;
}

const DAY_MS = 24 * 3_600_000;
/** Days before its end at which a SAS is warned of. */
const WARNINGS = [1, 7, 30];
/** Of a user delegation SAS no more is possible. */
const SHORT_LIVED_DAYS = 7;

/**
 * @param now  milliseconds since 1970
 * @param isRenewed  whether the app renews it by itself: then only its last day is worth a warning, as of a SAS that lasts days by design
 */
export function sasTimeProblem(
  { starts, ends, isUserDelegation }: SasFields,
  now: number,
  isRenewed: boolean,
): TimeProblem | undefined {
  if (starts !== undefined && starts > now) return { problem: `is not valid before ${iso(starts)}`, isLight: false };
  if (ends === undefined) return undefined;
  if (ends <= now) return { problem: `expired at ${iso(ends)}`, isLight: false };
  const isShort = isUserDelegation || (starts !== undefined && ends - starts <= (SHORT_LIVED_DAYS + 1) * DAY_MS);
  const days = WARNINGS.find((one) => ends - now < one * DAY_MS && (one === 1 || !(isRenewed || isShort)));
  return days === undefined
    ? undefined
    : { problem: `ends in less than ${days} day${days === 1 ? '' : 's'}, at ${iso(ends)}`, isLight: true };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
