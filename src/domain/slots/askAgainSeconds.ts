/**
 * Seconds until somebody who waits for a slot asks again without having been told to: half a minute first, five minutes later
 * on, and a hundredth of what was waited in the end, so that no history grows with the time.
 */
export function askAgainSeconds(waitedSeconds: number): number {
  return Math.max(Math.min(30 + waitedSeconds / 10, 300), waitedSeconds / 100);
}
