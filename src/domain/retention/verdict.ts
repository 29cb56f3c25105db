const DAY_MS = 86_400_000;

/** What becomes of one thing, and why. `why` names no single thing, so that reasons can be counted. */
export interface Verdict {
  action: 'remove' | 'keep';
  why: string;
}

export function keep(why: string): Verdict {
  return { action: 'keep', why };
}

export function remove(why: string): Verdict {
  return { action: 'remove', why };
}

/**
 * Whether all of these times are at least so many days ago. What is lacking, or no time, is never.
 *
 * @param now  milliseconds since 1970
 */
export function areOlderThan(times: readonly (string | undefined)[], days: number, now: number): boolean {
  return times.every((time) => now - Date.parse(time ?? '') >= days * DAY_MS);
}
