/** How often a pipeline run is looked at, and for how long. */
export interface PollingSettings {
  /** Seconds until the first look. */
  readonly firstSeconds: number;
  /** Longest wait between two looks, in seconds. */
  readonly maxSeconds: number;
  /** Minutes after which a run that has not ended counts as lost. */
  readonly deadlineMinutes: number;
}

const GROWTH = 1.5;

/** Seconds to wait before the next look: half as long again each time, up to the maximum. What the service asks for wins. */
export function nextDelaySeconds(
  polling: PollingSettings,
  previous: number | undefined,
  retryAfterSeconds?: number,
): number {
  const grown = previous === undefined ? polling.firstSeconds : Math.min(previous * GROWTH, polling.maxSeconds);
  return Math.ceil(retryAfterSeconds === undefined ? grown : Math.max(retryAfterSeconds, 1));
}
